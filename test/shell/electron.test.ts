// The packed app in a real Electron: runs where its runtime and a display are.
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { _electron } from 'playwright-core';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../api/support.ts';

const require = createRequire(import.meta.url);
const hasRuntime = existsSync(path.join(path.dirname(require.resolve('electron/package.json')), 'path.txt'));
const hasDisplay =
  process.platform !== 'linux' || Boolean(process.env.DISPLAY ?? process.env.WAYLAND_DISPLAY);
const missing = hasRuntime ? (hasDisplay ? null : 'a display') : 'the runtime of Electron';
if (missing !== null) console.log(`Skipped: the desktop app in Electron, because ${missing} is missing.`);

test.runIf(missing === null)(
  'the desktop app opens its library in a sandboxed page, and prints a report by itself',
  { timeout: 180_000 },
  async () => {
    await import('../../scripts/build-renderer.ts');
    await import('../../scripts/build-app.ts');
    const app = await _electron.launch({
      executablePath: require('electron') as string,
      args: [path.resolve('dist/app')],
      env: { ...process.env, PRECIPICE_LIBRARY: temporaryFolder() },
    });
    try {
      const page = await app.firstWindow();
      await page.getByRole('heading', { name: 'Studies on this machine' }).waitFor();
      expect(page.url()).toContain('app://precipice/');
      expect(await page.evaluate(() => typeof (globalThis as { require?: unknown }).require)).toBe(
        'undefined',
      );
      await page.getByRole('link', { name: /^Example/ }).click();
      await page.getByRole('link', { name: 'Verdict' }).click();
      const download = page.waitForEvent('download');
      await page.getByRole('button', { name: 'Report (PDF)' }).click();
      const pdf = await readFile(await (await download).path());
      expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    } finally {
      await app.close();
    }
  },
);
