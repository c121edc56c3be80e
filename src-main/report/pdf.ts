// A page as PDF, printed by a Chromium that is installed on this machine. Where there is none, one sentence says so. The
// desktop app prints by itself instead: shell/print.ts.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

/** Prints a self-contained page on pages of the size that it asks for. */
export type PdfPrinter = (html: string) => Promise<Uint8Array>;

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome', 'msedge'];
/** Where browsers are installed without being on the PATH. */
const PLACES: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ],
  win32: ['ProgramFiles', 'ProgramFiles(x86)', 'LocalAppData'].flatMap((name) =>
    ['Google/Chrome/Application/chrome.exe', 'Microsoft/Edge/Application/msedge.exe'].flatMap((file) =>
      process.env[name] ? [path.join(process.env[name], file)] : [],
    ),
  ),
};
const MILLISECONDS = 120_000;
/** A browser asks its makers for this and that as soon as it runs; this one finds no name and so asks nobody. */
const OFFLINE = ['--disable-background-networking', '--host-resolver-rules=MAP * ~NOTFOUND'];

export class PdfError extends Error {
  override name = 'PdfError';
}

/** @throws PdfError where PRECIPICE_CHROMIUM names no file, or where no browser is found. */
function findChromium(): string {
  const given = process.env.PRECIPICE_CHROMIUM;
  if (given !== undefined && given !== '') {
    if (existsSync(given)) return given;
    throw new PdfError(
      `PRECIPICE_CHROMIUM is "${given}", which is no file; it must name a Chromium or Chrome.`,
    );
  }
  const ending = process.platform === 'win32' ? '.exe' : '';
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter((folder) => folder !== '');
  const onPath = NAMES.flatMap((name) => folders.map((folder) => path.join(folder, `${name}${ending}`)));
  const found = [...onPath, ...(PLACES[process.platform] ?? [])].find((file) => existsSync(file));
  if (found !== undefined) return found;
  throw new PdfError(
    'A PDF is printed by Chromium, and none is found: install chromium or Google Chrome, or name it with PRECIPICE_CHROMIUM; --format html needs none.',
  );
}

/** @throws PdfError with one sentence. */
export const printByChromium: PdfPrinter = async (html) => {
  const chromium = findChromium();
  const folder = await mkdtemp(path.join(tmpdir(), 'precipice-pdf-'));
  try {
    const page = path.join(folder, 'page.html');
    const pdf = path.join(folder, 'page.pdf');
    await writeFile(page, html);
    // Root has no sandbox of Chromium's; the page is our own and holds no script.
    const root = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    const args = [
      '--headless',
      '--disable-gpu',
      ...OFFLINE,
      ...root,
      `--user-data-dir=${path.join(folder, 'profile')}`,
    ];
    await promisify(execFile)(
      chromium,
      [...args, '--no-pdf-header-footer', `--print-to-pdf=${pdf}`, pathToFileURL(page).href],
      { timeout: MILLISECONDS },
    );
    return await readFile(pdf);
  } catch (error) {
    throw new PdfError(`${chromium} did not print the page (${(error as Error).message.split('\n')[0]}).`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};
