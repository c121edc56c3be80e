// Stands in for fpm, by which electron-builder puts a deb together and which cannot be had everywhere: the options that
// electron-builder gives for a deb, carried out by dpkg-deb. An option it does not know ends it.
// usage: node fpm.ts -s dir -t deb [OPTION VALUE]... [SOURCE=PLACE]...
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

const text = { type: 'string' } as const;
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    source: { ...text, short: 's' },
    target: { ...text, short: 't' },
    force: { type: 'boolean' },
    depends: { ...text, short: 'd', multiple: true },
    'deb-recommends': { ...text, multiple: true },
    'deb-compression': text,
    'deb-priority': text,
    architecture: text,
    'after-install': text,
    'after-remove': text,
    description: text,
    version: text,
    package: text,
    name: text,
    maintainer: text,
    vendor: text,
    url: text,
    category: text,
    license: text,
  },
});

const root = mkdtempSync(path.join(tmpdir(), 'precipice-deb-root-'));
chmodSync(root, 0o755);
for (const each of positionals) {
  const [from, to] = each.split('=') as [string, string];
  const place = path.join(root, to);
  mkdirSync(path.dirname(place), { recursive: true });
  cpSync(from, place, { recursive: true, verbatimSymlinks: true });
}
const kilobytes = execFileSync('du', ['-sk', root], { encoding: 'utf8' }).split('\t')[0]!;
const fields = {
  Package: values.name,
  Version: values.version,
  Architecture: values.architecture,
  Maintainer: values.maintainer,
  'Installed-Size': kilobytes,
  Depends: values.depends?.join(', '),
  Recommends: values['deb-recommends']?.join(', '),
  Section: values.category,
  Priority: values['deb-priority'],
  Homepage: values.url,
  Description: values.description?.trimStart(),
};
const control = Object.entries(fields).flatMap(([name, value]) => (value ? [`${name}: ${value}\n`] : []));
mkdirSync(path.join(root, 'DEBIAN'));
writeFileSync(path.join(root, 'DEBIAN/control'), control.join(''));
for (const [script, from] of [
  ['postinst', values['after-install']!],
  ['postrm', values['after-remove']!],
] as const) {
  const place = path.join(root, 'DEBIAN', script);
  cpSync(from, place);
  chmodSync(place, 0o755);
}
execFileSync('dpkg-deb', ['--root-owner-group', '-Zgzip', '-z1', '--build', root, values.package!]);
rmSync(root, { recursive: true });
