// The desktop app, in the order in which it starts. Everything it can do stands in the router; what is here is Electron's.
import { app, BrowserWindow, dialog, ipcMain, session, shell } from 'electron';
import path from 'node:path';
import { createCore, defaultLibraryFolder, type Core } from '../api/core.ts';
import { log, openLog } from '../diagnosis/log.ts';
import { setupActivity } from './activity.ts';
import { setupBreakdowns } from './breakdowns.ts';
import { chooseFolder } from './choose-folder.ts';
import { setupContentsGuards } from './contents-guards.ts';
import { setupIpc } from './ipc.ts';
import { setupMenu } from './menu.ts';
import { openStudyFile, setupOpenFiles, studyFiles, type OpenFiles } from './open-files.ts';
import { printByElectron } from './print.ts';
import { setupProtocol, setupScheme } from './protocol.ts';
import { setupQuit } from './quit.ts';
import { setupSessionRules } from './session-rules.ts';
import { openWindow } from './window.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const PAGES = path.join(ROOT, 'dist/renderer');
const PRELOAD = path.join(import.meta.dirname, 'preload.cjs');

/** As in electron-builder.yml: by it Windows knows whose notifications and recent files they are. */
const APP_ID = 'dev.precipice.app';

/** The app's one window; those that print are never shown. */
let shown: BrowserWindow | null = null;
const window = () => shown;

setupScheme();
if (app.requestSingleInstanceLock()) {
  app.setAppUserModelId(APP_ID);
  openLog('app');
  setupBreakdowns(app);
  const files = setupOpenFiles(app, window);
  setupContentsGuards(app);
  // Not by an await: Electron becomes ready only after this module has been evaluated to its end.
  void app.whenReady().then(() => start(files));
} else {
  app.quit();
}

function start(files: OpenFiles): void {
  log.info(`The app starts, version ${app.getVersion()}.`);
  setupSessionRules(session.defaultSession);
  setupProtocol(session.defaultSession, PAGES);
  const core = startCore();
  if (!core) return;
  core.warmUp();
  const open = (file: string) => openStudyFile(core, app, file);
  setupIpc(ipcMain, core.router, () => BrowserWindow.getAllWindows());
  setupActivity(core.router, window);
  setupQuit(app, core, window);
  setupMenu(window, open, core.router);
  const opened = openWindow(PRELOAD, path.join(app.getPath('userData'), 'window.json'));
  shown = opened;
  opened.once('closed', () => (shown = null));
  opened.webContents.once('did-finish-load', () => {
    files.deliverTo(open);
    for (const file of studyFiles(process.argv.slice(1), process.cwd())) open(file);
  });
}

/** Without a library there is no app: the reason is shown, and the app ends. */
function startCore(): Core | null {
  try {
    return createCore({
      libraryFolder: defaultLibraryFolder(),
      reveal: (file) => shell.showItemInFolder(file),
      chooseFolder: () => chooseFolder(shown),
      readOnly: false,
      runsCommands: true,
      printPdf: printByElectron,
    });
  } catch (error) {
    dialog.showErrorBox('Precipice', error instanceof Error ? error.message : String(error));
    app.exit(1);
    return null;
  }
}
