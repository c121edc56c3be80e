// The desktop app in a real Electron, by one whole flow: runs where its runtime and a display are, and otherwise skips with a
// line. What the other tests of this folder assert of a stand-in is asserted here of Electron itself.
import { execFileSync, spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chooseExport } from '../browser/support.ts';
import { TINY } from '../sweep/tiny.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const require = createRequire(import.meta.url);
const hasRuntime =
  Boolean(process.env.ELECTRON_OVERRIDE_DIST_PATH) ||
  existsSync(path.join(path.dirname(require.resolve('electron/package.json')), 'path.txt'));
const hasDisplay =
  process.platform !== 'linux' || Boolean(process.env.DISPLAY ?? process.env.WAYLAND_DISPLAY);
const missing = hasRuntime ? (hasDisplay ? null : 'a display') : 'the runtime of Electron';
if (missing !== null)
  process.stderr.write(`Skipped: the desktop app in Electron, because ${missing} is missing.\n`);

/** Chromium has no sandbox for root; the renderer stays cut off from Node all the same. */
const AS_ROOT = process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : [];
/** Long enough to be quitted in its middle. */
const LONG = { ...TINY, name: 'long', steps: 200_000, statisticsEvery: 10_000, batchSizes: [2] };

describe.runIf(missing === null)('the desktop app', () => {
  let app: ElectronApplication;
  let page: Page;
  const folder = mkdtempSync(path.join(tmpdir(), 'precipice-electron-'));
  const library = path.join(folder, 'library');
  const args = [path.join(ROOT, 'dist/app'), `--user-data-dir=${path.join(folder, 'user')}`, ...AS_ROOT];
  const env = { ...process.env, PRECIPICE_LIBRARY: library, PRECIPICE_LOGS: path.join(folder, 'logs') };
  const asked: string[] = [];

  beforeAll(async () => {
    for (const script of ['build-kernels', 'build-renderer', 'build-app']) {
      const production = { ...process.env, NODE_ENV: 'production' };
      execFileSync(process.execPath, [`scripts/${script}.ts`], {
        cwd: ROOT,
        env: production,
        stdio: 'inherit',
      });
    }
    app = await _electron.launch({ executablePath: require('electron') as unknown as string, args, env });
    page = await app.firstWindow();
    page.on('request', (request) => asked.push(request.url()));
    await page.getByRole('heading', { name: 'Studies on this machine' }).waitFor();
  });
  afterAll(async () => {
    await app?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('shows its own page, cut off from Node, with the two functions of the bridge', async () => {
    expect(page.url()).toMatch(/^app:\/\/precipice\/index\.html/);
    const seen = await page.evaluate(
      '[typeof require, typeof process, typeof module, Object.keys(window.precipice).join()]',
    );
    expect(seen).toEqual(['undefined', 'undefined', 'undefined', 'call,onEvent']);
    const preferences = await app.evaluate(({ BrowserWindow }) => {
      // Not in Electron's types, and the only way to read what is really in force.
      const { webContents } = BrowserWindow.getAllWindows()[0]! as unknown as {
        webContents: { getLastWebPreferences(): Record<string, unknown> };
      };
      return webContents.getLastWebPreferences();
    });
    expect(preferences).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
    });
  });

  test('keeps its policy: no text is run as code, nothing is asked elsewhere, no window opens, no page is left', async () => {
    await page.evaluate(`window.stopped = [];
      addEventListener('securitypolicyviolation', ({ effectiveDirective }) => window.stopped.push(effectiveDirective));
      setTimeout(() => {
        try { eval('window.wasRun = 1') } catch {}
        fetch('https://example.org/').catch(() => 0);
        window.wasOpened = window.open('https://example.org/') !== null;
        location.href = 'https://example.org/';
      })`);
    await expect
      .poll(() => page.evaluate('window.stopped'))
      .toEqual(expect.arrayContaining(['script-src', 'connect-src']));
    expect(await page.evaluate('[window.wasRun, window.wasOpened]')).toEqual([undefined, false]);
    expect(page.url()).toMatch(/^app:\/\/precipice\//);
    expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
    expect(await page.evaluate(`Notification.requestPermission()`)).toBe('denied');
  });

  test('draws the example, which lies among the files of the program', async () => {
    await page.getByRole('link', { name: /^Example: FP8/ }).click();
    await page.locator('.pictures').waitFor();
    await page.locator('g.cell').first().click();
    await page.getByRole('region', { name: 'The pinned cell' }).getByText('runs unstable').waitFor();
  });

  test.each([
    ['2D map', 'png', '\x89PNG'],
    ['2D map', 'svg', '<svg'],
    ['Runs', 'csv', 'recipe,learning_rate'],
  ])('exports %s as %s where the user wants it', async (what, format, beginning) => {
    const file = path.join(folder, `exported.${format}`);
    // In the place of the dialog that asks where to.
    await app.evaluate(({ session }, to) => {
      session.defaultSession.once('will-download', (_event, item) => item.setSavePath(to));
    }, file);
    await chooseExport(page, what, format);
    await expect.poll(() => existsSync(file)).toBe(true);
    await expect.poll(() => readFileSync(file, 'latin1').startsWith(beginning)).toBe(true);
  });

  test('trains a sweep by the plain Node, and the page follows it', async () => {
    const { path: study } = await call<{ path: string }>(page, 'sweep.start', { spec: TINY, device: 'wasm' });
    expect(path.dirname(study)).toBe(library);
    await page.getByRole('link', { name: 'Library' }).click();
    await page.getByRole('link', { name: 'tiny' }).click();
    await page.getByText('16 runs finished').waitFor();
  });

  test('shows a study that a second start names, in the window that is there', async () => {
    const study = path.join(folder, 'from elsewhere.precipice');
    copyFileSync(path.join(ROOT, 'resources/example.precipice'), study);
    await page.getByRole('link', { name: 'Library' }).click();
    const second = spawn(require('electron') as unknown as string, [...args, study], {
      env,
      stdio: 'ignore',
    });
    expect(await new Promise((resolve) => second.once('exit', resolve))).toBe(0);
    await page.getByRole('heading', { level: 1, name: /^Example/ }).waitFor();
    expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
  });

  test('copies the diagnostics by the menu, and they name no folder', async () => {
    await app.evaluate(({ dialog, Menu }) => {
      dialog.showMessageBox = () => Promise.resolve({ response: 0, checkboxChecked: false });
      const help = Menu.getApplicationMenu()!.items.at(-1)!;
      help.submenu!.items.find(({ label }) => label === 'Copy Diagnostics')!.click();
    });
    const copied = () => app.evaluate(({ clipboard }) => clipboard.readText());
    await expect.poll(copied).toMatch(/^Diagnostics of [^]*Runs on +Electron /);
    expect(await copied()).not.toContain(folder);
  });

  test('has asked no address but its own', () => {
    expect(asked.length).toBeGreaterThan(0);
    const own = ['app://precipice/', 'blob:app://precipice/', 'devtools:'];
    // What was refused was never sent; it is told as a request all the same.
    const sent = asked.filter((url) => url !== 'https://example.org/');
    expect(sent.filter((url) => !own.some((start) => url.startsWith(start)))).toEqual([]);
  });

  test('asks before it quits while a sweep runs, keeps what has finished, and leaves plain files', async () => {
    const { id } = await call<{ id: string }>(page, 'sweep.start', { spec: LONG, device: 'wasm' });
    const quit = (answer: number) =>
      app.evaluate(({ app: own, dialog }, button) => {
        Object.assign(globalThis, { wasAsked: 0 });
        dialog.showMessageBoxSync = () => {
          Object.assign(globalThis, { wasAsked: 1 });
          return button;
        };
        own.quit();
        return (globalThis as { wasAsked?: number }).wasAsked;
      }, answer);
    expect(await quit(1)).toBe(1);
    const { studies } = await call<{ studies: { id: string; activity: { kind: string } }[] }>(
      page,
      'library.list',
      {},
    );
    expect(studies.find((card) => card.id === id)!.activity.kind).not.toBe('idle');
    const ended = new Promise((resolve) => app.process().once('exit', resolve));
    // The process may be gone before it can answer.
    await quit(0).catch(() => 1);
    expect(await ended).toBe(0);
    expect(readdirSync(library).filter((name) => /-(wal|shm|lock|journal)$/.test(name))).toEqual([]);
    const logs = readdirSync(path.join(folder, 'logs'));
    expect(logs.some((name) => name.includes('-app-'))).toBe(true);
  });
});

/** A call as the page makes it. */
async function call<R>(page: Page, procedure: string, input: unknown): Promise<R> {
  const answer = (await page.evaluate(
    `window.precipice.call(${JSON.stringify(procedure)}, ${JSON.stringify(input)})`,
  )) as { readonly result?: R; readonly error?: { readonly message: string } };
  if (answer.error) throw new Error(`${procedure}: ${answer.error.message}`);
  return answer.result as R;
}
