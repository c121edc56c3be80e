import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { homedir, hostname, userInfo } from 'node:os';
import path from 'node:path';
import { expect, test, vi } from 'vitest';
import { diagnose } from '../../src-main/api/diagnose.ts';
import { continueLog, log, openLog } from '../../src-main/diagnosis/log.ts';
import { temporaryFolder, testCore } from './support.ts';

const EXAMPLE = path.resolve('resources/example.precipice');

test('names versions, every device, disk, rights, the library and the log, and what is wrong', async () => {
  const library = temporaryFolder();
  copyFileSync(EXAMPLE, path.join(library, 'a.precipice'));
  writeFileSync(path.join(library, 'b.precipice'), 'no study'.repeat(1000));
  const { findings } = await diagnose(library, EXAMPLE);
  const found = Object.fromEntries(findings.map(({ what, found }) => [what, found]));
  for (const what of ['Precipice', 'Runs on', 'SQLite', 'System', 'Processor', 'Memory', 'Log']) {
    expect(found, what).toHaveProperty([what]);
  }
  for (const device of ['reference', 'wasm', 'native', 'webgpu', 'tensorflow']) {
    expect(found).toHaveProperty([`Device ${device}`]);
  }
  expect(found.Library).toBe('2 studies, 1 of them cannot be read');
  expect(found['Disk of the library']).toMatch(/^[\d.e+]+ GB free$/);
  expect(found['Temporary folder']).toBe('can be written');
  expect(found['example.precipice: database']).toBe('sound');
  const broken = findings.filter(({ what }) => what === 'Study');
  expect(broken).toHaveLength(1);
  expect(broken[0]!.isWrong).toBe(true);
  expect(broken[0]!.found).toContain('<path>/b.precipice is not a study');
});

test('a library that cannot be made is a finding', async () => {
  const file = path.join(temporaryFolder(), 'in the way');
  writeFileSync(file, '');
  const { findings } = await diagnose(path.join(file, 'library'));
  expect(findings.find(({ what }) => what === 'Library')).toMatchObject({ isWrong: true });
});

test('no name of a folder, of the user or of the machine is in it, whatever went wrong', async () => {
  const folder = path.join(temporaryFolder(), "Ann's plans, (secret): for 2027");
  mkdirSync(folder);
  writeFileSync(path.join(folder, 'b.precipice'), 'no study'.repeat(1000));
  vi.stubEnv('PRECIPICE_LOGS', path.join(folder, 'secret logs'));
  openLog('test');
  log.error('It broke', new Error(`ENOENT: no such file or directory, open '${folder}/secret/text.txt'`));
  log.info(`${homedir()}/secret/x.csv`);
  const diagnosis = await diagnose(folder, path.join(folder, 'secret', 'x.precipice'));
  continueLog('nobody');
  vi.unstubAllEnvs();
  expect(diagnosis.log).toContain('test error It broke');
  expect(diagnosis.text).toContain('x.precipice does not exist');
  const all = JSON.stringify(diagnosis);
  for (const name of ['secret', 'Ann', '2027', path.basename(path.dirname(folder)), homedir()]) {
    expect(all).not.toContain(name);
  }
  if (hostname().length > 3) expect(all).not.toContain(hostname());
  if (userInfo().username !== 'root') expect(all).not.toContain(userInfo().username);
});

test('faces ask for it by one call, readers may not, and two at once are answered by one look', async () => {
  const core = testCore();
  const [one, other] = await Promise.all([core.call('app.diagnose', {}), core.call('app.diagnose', {})]);
  expect(one.text).toBe(other.text);
  expect(await testCore(true).refusal('app.diagnose', {})).toContain('read-only');
});
