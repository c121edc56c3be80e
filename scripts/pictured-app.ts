// The app as pictures of it are taken: served from this folder on a library of its own, in Chromium. Needs `npm run build`, and a
// Chromium named by PRECIPICE_CHROMIUM or at /usr/bin/chromium.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { chromium, type Browser, type Page } from 'playwright-core';

export const ROOT = path.resolve(import.meta.dirname, '..');
export const CLI = path.join(ROOT, 'src-main/cli/main.ts');

export interface PicturedApp {
  readonly address: string;
  /** A folder for what is made on the way; gone after `close`. */
  readonly scratch: string;
  close(): void;
}

export async function servePictured(): Promise<PicturedApp> {
  const scratch = mkdtempSync(path.join(tmpdir(), 'precipice-pictures-'));
  const server = spawn(process.execPath, [CLI, 'serve', '--json'], {
    env: { ...process.env, PRECIPICE_LIBRARY: path.join(scratch, 'library') },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  for await (const line of createInterface({ input: server.stdout })) {
    text += line;
    if (line === '}') break;
  }
  const { address } = JSON.parse(text) as { address: string };
  const close = () => {
    server.kill();
    rmSync(scratch, { recursive: true, force: true });
  };
  return { address, scratch, close };
}

export function launchForPictures(...more: string[]): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.PRECIPICE_CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', ...more],
  });
}

/** Waits until nothing is fetched and what moves has come to rest. */
export async function settle(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle');
  await page.waitForTimeout(1500);
}
