// One import by the command line: time, processor time and the most memory that it holds, as Linux counts it, on one line.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';

const MAIN = path.join(import.meta.dirname, '../src-main/cli/main.ts');
const MILLISECONDS = 50;

/** `args`: of the command, its inputs first. */
export async function measureImport(name: string, ...args: readonly string[]): Promise<void> {
  const started = performance.now();
  const child = spawn(process.execPath, [MAIN, 'import', ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let [most, user, system, said] = [0, 0, 0, ''];
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  const timer = setInterval(() => {
    try {
      const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
      most = Math.max(most, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
      const times = readFileSync(`/proc/${child.pid}/stat`, 'utf8')
        .replace(/^.*\) /, '')
        .split(' ');
      [user, system] = [Number(times[11]) / 100, Number(times[12]) / 100];
    } catch {
      // It has just ended.
    }
  }, MILLISECONDS);
  const code = await new Promise((resolve) => child.on('close', resolve));
  clearInterval(timer);
  if (code !== 0) throw new Error(`${name} ended with ${String(code)}: ${said.slice(-500)}`);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const signs = said.split('\n').filter((line) => line.endsWith('%')).length;
  console.log(
    `${name.padEnd(10)} ${seconds} s, ${(user + system).toFixed(1)} s of processor time (${system.toFixed(1)} s of the system’s), ${Math.round(most)} MiB at most, ${signs} lines of progress`,
  );
}
