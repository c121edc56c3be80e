// `npm run audit`, a step of every release: whether npm knows of a weakness in what is shipped or in what builds it, whether the
// version of Electron still gets fixes, and whether a real address answers for the release. Needs the registry; ends with 1 where something is wrong or cannot be asked.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { isSupported } from './electron-support.ts';

const ROOT = path.resolve(import.meta.dirname, '..');

function npm(...args: string[]) {
  const options = { cwd: ROOT, encoding: 'utf8', shell: process.platform === 'win32' } as const;
  const { status, stdout, stderr } = spawnSync('npm', [...args, '--loglevel=warn'], options);
  return { isDone: status === 0, stdout: stdout.trim(), all: `${stdout}${stderr}`.trim() };
}

function say(isRight: boolean, text: string): void {
  process.stdout.write(`${isRight ? ' ' : '!'} ${text}\n`);
  if (!isRight) process.exitCode = 1;
}

for (const [what, ...options] of [
  ['what is shipped', '--omit=dev'],
  ['everything, the tools that build it included'],
]) {
  const { isDone, all } = npm('audit', ...options);
  say(isDone, `npm audit of ${what}: ${isDone ? 'no known weakness' : `\n${all}`}`);
}
const installed = (createRequire(import.meta.url)('electron/package.json') as { version: string }).version;
const { isDone, stdout: latest, all } = npm('view', 'electron', 'version');
if (isDone) say(isSupported(installed, latest), `Electron ${installed}; the latest is ${latest}`);
else say(false, `Electron ${installed}; the latest cannot be asked for:\n${all}`);

const { author, homepage } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as {
  readonly author: string;
  readonly homepage: string;
};
say(!`${author}${homepage}`.includes('example.org'), `Author ${author}, homepage ${homepage}`);
