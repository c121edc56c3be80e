// The desktop app, in the order in which it starts. Everything it can do stands in the router; what is here is Electron's.
import { app, BrowserWindow, ipcMain, session, shell } from 'electron';
import path from 'node:path';
import { createCore, defaultLibraryFolder } from '../api/core.ts';
import { setupActivity } from './activity.ts';
import { setupContentsGuards } from './contents-guards.ts';
import { setupIpc } from './ipc.ts';
import { setupMenu } from './menu.ts';
import { openStudyFile, setupOpenFiles, studyFiles } from './open-files.ts';
import { printByElectron } from './print.ts';
import { setupProtocol, setupScheme } from './protocol.ts';
import { setupQuit } from './quit.ts';
import { setupSessionRules } from './session-rules.ts';
import { openWindow } from './window.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const PAGES = path.join(ROOT, 'dist/renderer');
const PRELOAD = path.join(import.meta.dirname, 'preload.cjs');

/** The app's one window; those that print are never shown. */
let shown: BrowserWindow | null = null;
const window = () => shown;

setupScheme();
if (app.requestSingleInstanceLock()) {
  const files = setupOpenFiles(app, window);
  setupContentsGuards(app);
  await app.whenReady();
  setupSessionRules(session.defaultSession);
  setupProtocol(session.defaultSession, PAGES);
  const core = createCore({
    libraryFolder: defaultLibraryFolder(),
    reveal: (file) => shell.showItemInFolder(file),
    readOnly: false,
    runsCommands: true,
    printPdf: printByElectron,
  });
  const open = (file: string) => openStudyFile(core, app, file);
  setupIpc(ipcMain, core.router, () => BrowserWindow.getAllWindows());
  setupActivity(core.router, window);
  setupQuit(app, core, window);
  setupMenu(window, open);
  const opened = openWindow(PRELOAD, path.join(app.getPath('userData'), 'window.json'));
  shown = opened;
  opened.once('closed', () => (shown = null));
  opened.webContents.once('did-finish-load', () => {
    files.deliverTo(open);
    for (const file of studyFiles(process.argv.slice(1), process.cwd())) open(file);
  });
} else {
  app.quit();
}
