// Writes dist/licences.txt: the licences of everything that an installer carries.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '..');

/** What no package of npm brings a licence file for. */
const OTHERS = [
  'Electron and Chromium: LICENSE and LICENSES.chromium.html beside the executable.',
  'Node.js: MIT and the licences of its parts, https://github.com/nodejs/node/blob/main/LICENSE.',
  'Moby-Dick (Herman Melville): public domain; its packaging as data is under CC0 1.0.',
];

interface Package {
  readonly name?: string;
  readonly version?: string;
  readonly license?: string | { readonly type: string };
}

/** Folders of the packages that the app needs when it runs. */
function folders(): string[] {
  const listed = execFileSync('npm', ['ls', '--omit=dev', '--all', '--parseable'], {
    cwd: ROOT,
    encoding: 'utf8',
    shell: process.platform === 'win32',
    maxBuffer: 1e8,
  });
  return [...new Set(listed.trim().split('\n').slice(1))].sort();
}

function sectionOf(folder: string): string {
  const { name, version, license } = JSON.parse(
    readFileSync(path.join(folder, 'package.json'), 'utf8'),
  ) as Package;
  const kind = typeof license === 'object' ? license.type : license;
  if (!kind) throw new Error(`${name} names no licence; find out which it has before it is shipped.`);
  const files = readdirSync(folder).filter((file) => /^(licen[cs]e|copying|notice)/i.test(file));
  const texts = files.map((file) => readFileSync(path.join(folder, file), 'utf8').trim());
  return [`${name} ${version} (${kind})`, ...texts].join('\n\n');
}

const own = readFileSync(path.join(ROOT, 'LICENSE'), 'utf8').trim();
const rule = `\n\n${'-'.repeat(80)}\n\n`;
mkdirSync(path.join(ROOT, 'dist'), { recursive: true });
writeFileSync(
  path.join(ROOT, 'dist/licences.txt'),
  `${[`Precipice\n\n${own}`, ...OTHERS, ...folders().map(sectionOf)].join(rule)}\n`,
);
