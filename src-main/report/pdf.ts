// A page as PDF, printed by a Chromium that is installed on this machine. Where there is none, one sentence says so.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'msedge'];
const SECONDS = 60;
/** A browser asks its makers for this and that as soon as it runs; this one finds no name and so asks nobody. */
const OFFLINE = ['--disable-background-networking', '--host-resolver-rules=MAP * ~NOTFOUND'];

export class PdfError extends Error {
  override name = 'PdfError';
}

function findChromium(): string {
  const given = process.env.PRECIPICE_CHROMIUM;
  const ending = process.platform === 'win32' ? '.exe' : '';
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  const files = NAMES.flatMap((name) => folders.map((folder) => path.join(folder, `${name}${ending}`)));
  const found = given ?? files.find((file) => existsSync(file));
  if (found !== undefined && existsSync(found)) return found;
  throw new PdfError(
    'A PDF is printed by Chromium, and none is found: install chromium or Google Chrome, or name it with PRECIPICE_CHROMIUM; --format html needs none.',
  );
}

/** @throws PdfError with one sentence. */
export function htmlToPdf(html: string): Buffer {
  const chromium = findChromium();
  const folder = mkdtempSync(path.join(tmpdir(), 'precipice-pdf-'));
  try {
    const page = path.join(folder, 'report.html');
    const pdf = path.join(folder, 'report.pdf');
    writeFileSync(page, html);
    // Root has no sandbox of Chromium's; the page is our own and holds no script.
    const root = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    const args = [
      '--headless',
      '--disable-gpu',
      ...OFFLINE,
      ...root,
      `--user-data-dir=${path.join(folder, 'profile')}`,
    ];
    execFileSync(chromium, [...args, '--no-pdf-header-footer', `--print-to-pdf=${pdf}`, `file://${page}`], {
      stdio: 'ignore',
      timeout: SECONDS * 1000,
    });
    return readFileSync(pdf);
  } catch (error) {
    throw new PdfError(`${chromium} did not print the page (${(error as Error).message.split('\n')[0]}).`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
