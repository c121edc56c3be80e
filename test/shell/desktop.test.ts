// The desktop app by one whole flow, with Chromium in the place of Electron's: the real main process and preload, the real handler of
// app:, the real page. What only Electron can show is in electron.test.ts, which waits for its runtime.
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { buildOnce, chooseExport, describeInBrowser, EXAMPLE, launchChromium } from '../browser/support.ts';
import { TINY } from '../sweep/tiny.ts';
import * as standIn from './desktop/electron-chromium.ts';

vi.mock('electron', () => import('./desktop/electron-chromium.ts'));

const { desk, BrowserWindow } = standIn;
/** Long enough to be quitted in its middle. */
const LONG = { ...TINY, name: 'long', steps: 200_000, statisticsEvery: 10_000, batchSizes: [2] };

/** A call as the page makes it. */
async function call<R>(page: Page, procedure: string, input: unknown): Promise<R> {
  const answer = (await page.evaluate(
    `window.precipice.call(${JSON.stringify(procedure)}, ${JSON.stringify(input)})`,
  )) as { readonly result?: R; readonly error?: { readonly message: string } };
  if (answer.error) throw new Error(`${procedure}: ${answer.error.message}`);
  return answer.result as R;
}

describeInBrowser('the desktop app in Chromium', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'precipice-desktop-'));
  const library = path.join(folder, 'library');
  const page = () => BrowserWindow.all[0]!.webContents.page!;

  beforeAll(async () => {
    await buildOnce();
    vi.stubEnv('PRECIPICE_LIBRARY', library);
    [desk.browser, desk.userData] = [await launchChromium(), folder];
    await import('../../src-main/shell/main.ts');
    standIn.ready.resolve(undefined);
    await vi.waitFor(() => expect(BrowserWindow.all[0]?.webContents.page).toBeTruthy(), { timeout: 60_000 });
  });
  afterAll(async () => {
    await desk.browser?.close();
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true, force: true });
  });

  test('first start: the page of app: with its headers, the bridge of the preload, the example in the library', async () => {
    await page().getByRole('heading', { level: 1, name: 'Studies on this machine' }).waitFor();
    await page().getByRole('form', { name: 'A map of your own, in three questions' }).waitFor();
    const response = await page().reload();
    expect((await response!.allHeaders())['content-security-policy']).toContain("default-src 'none'");
    expect(await page().evaluate('Object.keys(window.precipice).join()')).toBe('call,onEvent,pathOf');
    expect(await page().evaluate("fetch('/nothing').then(({ status }) => status)")).toBe(404);
    await page()
      .getByRole('link', { name: /^Example: FP8/ })
      .waitFor();
  });

  test('a file that is opened by double click is shown in the window that is there', async () => {
    const file = path.join(folder, 'from elsewhere.precipice');
    copyFileSync(EXAMPLE, file);
    standIn.app.emit('second-instance', {}, ['precipice', 'from elsewhere.precipice'], folder);
    await page()
      .getByRole('heading', { level: 1, name: /^Example: FP8/ })
      .waitFor();
    expect([BrowserWindow.all.length, BrowserWindow.all[0]!.isFront]).toEqual([1, 1]);
    standIn.app.emit('second-instance', {}, ['precipice', 'missing.precipice'], folder);
    expect(desk.errors).toEqual([expect.stringContaining('missing.precipice')]);
  });

  test.each([
    ['2D map', 'png', '\x89PNG'],
    ['2D map', 'pdf', '%PDF-'],
    ['Runs', 'csv', 'recipe,learning_rate'],
  ])('exports %s as %s to the place of the save dialog', async (what, format, beginning) => {
    desk.saveTo = path.join(folder, `saved.${format}`);
    await chooseExport(page(), what, format);
    await expect.poll(() => desk.saved).toContain(desk.saveTo);
    expect(readFileSync(desk.saveTo, 'latin1').startsWith(beginning)).toBe(true);
  });

  test('a sweep keeps the machine awake until its end, and the page follows it', async () => {
    const { path: study } = await call<{ path: string }>(page(), 'sweep.start', {
      spec: TINY,
      device: 'wasm',
    });
    expect(path.dirname(study)).toBe(library);
    await page().getByRole('link', { name: 'Library' }).click();
    await page().getByRole('link', { name: 'tiny' }).click();
    await page().getByText('16 runs finished').first().waitFor();
    await expect.poll(() => desk.awake).toEqual(['start', 'stop']);
    expect(desk.progress.at(-1)).toBe(-1);
  });

  test('a page that crashes is loaded again, and the library is there', async () => {
    const crashed = page();
    await crashed.goto('chrome://crash').catch(() => undefined);
    await expect.poll(() => page() !== crashed).toBe(true);
    await page().getByRole('link', { name: 'tiny' }).waitFor();
  });

  test('quitting in the middle of a sweep asks first; then what has finished is kept, in plain files', async () => {
    await call(page(), 'sweep.start', { spec: LONG, device: 'wasm' });
    standIn.app.quit();
    expect(desk.questions).toEqual(['A sweep is running. Stop it and quit?']);
    let hasEnded = false;
    void desk.ended.promise.then(() => (hasEnded = true));
    await page().getByRole('link', { name: 'long' }).waitFor();
    expect(hasEnded).toBe(false);
    desk.answer = 0;
    standIn.app.quit();
    await desk.ended.promise;
    expect(desk.awake.filter((what) => what === 'start')).toHaveLength(2);
    expect(readdirSync(library).filter((name) => /-(wal|shm|lock|journal)$/.test(name))).toEqual([]);
    expect(readFileSync(path.join(folder, 'window.json'), 'utf8')).toContain('900');
  });
});
