// Pages as PDF, printed by Electron itself: a window that is never shown, without scripts, in a session of its own.
import { BrowserWindow } from 'electron';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { PdfPrinter } from '../report/pdf.ts';

export const printByElectron: PdfPrinter = async (html) => {
  const folder = await mkdtemp(path.join(tmpdir(), 'precipice-pdf-'));
  const window = new BrowserWindow({
    show: false,
    webPreferences: { sandbox: true, contextIsolation: true, javascript: false, partition: 'print' },
  });
  try {
    const page = path.join(folder, 'page.html');
    await writeFile(page, html);
    await window.loadFile(page);
    return await window.webContents.printToPDF({ preferCSSPageSize: true, printBackground: true });
  } finally {
    window.destroy();
    await rm(folder, { recursive: true, force: true });
  }
};
