// That nothing asks another machine for anything, over a whole session: the page by what Chromium sends for it, the server,
// the engine hosts and the browser that prints PDF by what the operating system is asked for (strace, on Linux).
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TINY } from '../sweep/tiny.ts';
import { chooseExport, describeInBrowser, EXAMPLE_NAME, startApp, type App } from './support.ts';

const CLI = ['src-main/cli/main.ts'];
const CSV = 'recipe,learning_rate,batch_size,seed,label\nbf16,0.1,8,0,stable\nfp8,0.1,8,0,nonfinite\n';

function hasStrace(): boolean {
  try {
    execFileSync('strace', ['-V'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
const canTrace = hasStrace();
if (!canTrace)
  process.stderr.write('Not shown, for there is no strace: what the processes behind the page connect to.\n');

/** The command, and what it asks the system to connect or send to, written into `file`; it stays the direct child. */
function traced(file: string, command: readonly string[]): readonly [string, string[]] {
  const options = ['-D', '-f', '--seccomp-bpf', '-e', 'trace=connect,sendto,sendmsg', '-o', file];
  const [program, ...args] = canTrace ? ['strace', ...options, ...command] : command;
  return [program!, args];
}

/** Addresses of other machines in a trace. */
function foreignAddresses(file: string): string[] {
  if (!canTrace) return [];
  const text = readFileSync(file, 'utf8');
  const addresses = [
    ...text.matchAll(/sa_family=AF_INET6?,.*?(?:inet_addr\(|inet_pton\(AF_INET6, )"([^"]+)"/g),
  ].map(([, address]) => address!);
  // Chromium looks whether the machine has a route for IPv6, by a socket through which nothing is sent.
  return addresses.filter((address) => !/^(127\.|::1$|0\.0\.0\.0$|::$|2001:4860:4860::8888$)/.test(address));
}

describeInBrowser('a whole session', () => {
  let app: App;
  const folder = mkdtempSync(path.join(tmpdir(), 'precipice-network-'));
  beforeAll(async () => {
    app = await startApp();
  });
  afterAll(async () => {
    await app?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('of the app asks no other machine for anything', async () => {
    const trace = path.join(folder, 'serve.strace');
    const [program, args] = traced(trace, [process.execPath, ...CLI, 'serve', '--library', folder]);
    const server = spawn(program, args, { stdio: ['ignore', 'pipe', 'ignore'] });
    const ended = new Promise((resolve) => server.once('exit', resolve));
    const line = await new Promise<string>((resolve) => createInterface(server.stdout).once('line', resolve));
    const [, address, origin] = /((http:\/\/127\.0\.0\.1:\d+)\/#token=\S+)/.exec(line)!;

    const context = await app.browser.newContext();
    const asked: string[] = [];
    context.on('request', (request) => asked.push(request.url()));
    const page = await context.newPage();
    page.on('websocket', (socket) => asked.push(socket.url().replace(/^ws/, 'http')));
    await page.goto(address!);
    await train(page);
    await read(page);
    await exportAll(page);
    await importRuns(page);
    await page.getByRole('link', { name: 'Help' }).click();
    await page.getByRole('button', { name: 'Check this machine' }).click();
    await page.getByText('Device webgpu').first().waitFor();
    await context.close();
    server.kill('SIGINT');
    expect(await ended).toBe(0);

    expect(asked.length).toBeGreaterThan(3);
    expect(asked.filter((url) => !url.startsWith(`${origin!}/`) && !url.startsWith('blob:'))).toEqual([]);
    expect(foreignAddresses(trace)).toEqual([]);
  });

  test.runIf(canTrace)('of the command line asks no other machine for anything', () => {
    const spec = path.join(folder, 'tiny.json');
    const study = path.join(folder, 'of-the-command.precipice');
    writeFileSync(spec, JSON.stringify(TINY));
    for (const command of [
      ['sweep', spec, '--out', study],
      ['show', study],
      ['export', study, '--format', 'pdf', '--out', path.join(folder, 'tiny.pdf')],
      ['devices'],
      ['doctor', study],
    ]) {
      const trace = path.join(folder, `${command[0]!}.strace`);
      const [program, args] = traced(trace, [process.execPath, ...CLI, ...command]);
      execFileSync(program, args, { stdio: 'ignore' });
      expect(foreignAddresses(trace), command.join(' ')).toEqual([]);
    }
  });
});

/** A study of the smallest kind, from the form to its end, the time measured before. */
async function train(page: Page): Promise<void> {
  await page.getByRole('navigation').getByRole('link', { name: 'New study' }).click();
  await page.getByLabel('Load a spec').setInputFiles({
    name: 'tiny.json',
    mimeType: 'application/json',
    buffer: Buffer.from(JSON.stringify(TINY)),
  });
  await page.getByText('now: tiny.json').waitFor();
  await page.getByRole('row', { name: /^wasm/ }).waitFor();
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  await page.waitForURL(/#\/study\//);
  await page.getByText('16 runs finished').waitFor();
}

/** Every tab of the example, with a cell pinned and another cost tried. */
async function read(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Library' }).click();
  await page.getByRole('link', { name: EXAMPLE_NAME }).click();
  await page.locator('g.cell').first().click();
  await page.getByRole('region', { name: 'The pinned cell' }).getByText('runs unstable').waitFor();
  await page.getByRole('link', { name: 'Verdict' }).click();
  await page.getByLabel('raw speed-up of a step, s, as a number').fill('0.8');
  await page.getByText('No-go for tensorwise').waitFor();
  await page.getByRole('link', { name: 'Runs' }).click();
  await page.getByRole('status').getByText('600 runs').waitFor();
  await page.getByRole('link', { name: 'About' }).click();
  await page.getByRole('heading', { name: 'Thresholds' }).waitFor();
}

async function exportAll(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Map' }).click();
  for (const [what, format] of [
    ['3D picture', 'svg'],
    ['2D map', 'png'],
    ['Report', 'pdf'],
    ['Report', 'html'],
    ['Runs', 'csv'],
    ['Everything', 'json'],
  ] as const) {
    const download = page.waitForEvent('download');
    await chooseExport(page, what, format);
    await (await download).path();
  }
}

async function importRuns(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Library' }).click();
  await page.getByRole('link', { name: 'Import runs' }).click();
  const chooser = page.waitForEvent('filechooser');
  await page.getByText('Choose files').click();
  await (await chooser).setFiles({ name: 'runs.csv', mimeType: 'text/csv', buffer: Buffer.from(CSV) });
  await page.getByRole('button', { name: 'Import 2 runs' }).click();
  await page.getByRole('heading', { level: 1, name: 'runs', exact: true }).waitFor();
}
