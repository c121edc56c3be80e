// Pages as PDF, printed by Electron itself: a window that is never shown, without scripts, in a session of its own that has
// nothing but the page to be printed.
import { BrowserWindow, session, type Session } from 'electron';
import type { PdfPrinter } from '../report/pdf.ts';
import { ORIGIN, SCHEME } from './origin.ts';
import { setupSessionRules } from './session-rules.ts';

const HEADERS = { 'content-type': 'text/html; charset=utf-8' };

/** Pages that are being printed, by their addresses. */
const pages = new Map<string, string>();
let printed = 0;
let printing: Session | null = null;

function printingSession(): Session {
  if (printing) return printing;
  printing = session.fromPartition('print');
  setupSessionRules(printing);
  printing.protocol.handle(SCHEME, ({ url }) => {
    const page = pages.get(url);
    return page === undefined
      ? new Response(null, { status: 404 })
      : new Response(page, { headers: HEADERS });
  });
  return printing;
}

export const printByElectron: PdfPrinter = async (html) => {
  const window = new BrowserWindow({
    show: false,
    webPreferences: {
      sandbox: true,
      contextIsolation: true,
      javascript: false,
      session: printingSession(),
    },
  });
  const address = `${ORIGIN}/print/${++printed}`;
  pages.set(address, html);
  try {
    await window.loadURL(address);
    return await window.webContents.printToPDF({ preferCSSPageSize: true, printBackground: true });
  } finally {
    pages.delete(address);
    window.destroy();
  }
};
