// A host that computes without a pause ends with its parent, however that ends.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';

const folder = mkdtempSync(path.join(tmpdir(), 'precipice-parent-'));
afterAll(() => rmSync(folder, { recursive: true }));
const MODULE = JSON.stringify(path.resolve(import.meta.dirname, '../../src-main/host/plain-process.ts'));

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    const status = `/proc/${pid}/stat`;
    return !existsSync(status) || !/\) Z /.test(readFileSync(status, 'utf8'));
  } catch {
    return false;
  }
}

test('a process that never looks at its channel ends with a parent that is killed', async () => {
  const child = path.join(folder, 'child.ts');
  writeFileSync(
    child,
    `import { openParentChannel } from ${MODULE};
     const send = openParentChannel(() => { send('computing'); setTimeout(() => { for (;;); }, 200); });`,
  );
  const parentScript = `import { startPlainProcess } from ${MODULE};
    const { child, send } = startPlainProcess(process.argv[1], 'inherit', () => process.stdout.write(String(child.pid)));
    send('begin');`;
  const parent = spawn(process.execPath, ['--input-type=module', '-e', parentScript, child]);
  let pid = '';
  parent.stdout.on('data', (chunk) => (pid += String(chunk)));
  await expect.poll(() => pid).toMatch(/^\d+$/);
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(isAlive(Number(pid))).toBe(true);
  const ended = once(parent, 'exit');
  parent.kill('SIGKILL');
  await ended;
  await expect.poll(() => isAlive(Number(pid))).toBe(false);
});
