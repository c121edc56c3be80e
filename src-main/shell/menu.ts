// The menu: opening a study, copying the diagnostics, and what every desktop program has.
import { clipboard, dialog, Menu, type BrowserWindow, type MenuItemConstructorOptions } from 'electron';
import type { Diagnosis } from '../contract/contract.ts';
import type { Router } from '../api/router.ts';
import type { ShellWords } from './words/en.ts';
import { shellWords } from './words/words.ts';

const MAC_WINDOW = ['zoom', 'front'] as const;
const SEPARATOR = { type: 'separator' } as const;

interface MenuActions {
  readonly open: () => void;
  readonly copyDiagnostics: () => void;
}

/** Electron's own names of what a role does are English wherever it runs, so that each is named here. */
export function menuTemplate(
  { open, copyDiagnostics }: MenuActions,
  isMac: boolean,
  { menu: words }: ShellWords,
): MenuItemConstructorOptions[] {
  return [
    ...(isMac ? [applicationMenu(words)] : []),
    {
      label: words.file,
      submenu: [
        { label: words.open, accelerator: 'CmdOrCtrl+O', click: open },
        {
          role: 'recentDocuments',
          label: words.openRecent,
          submenu: [{ role: 'clearRecentDocuments', label: words.clearRecent }],
        },
        SEPARATOR,
        isMac ? { role: 'close', label: words.close } : { role: 'quit', label: words.quit },
      ],
    },
    editMenu(words),
    viewMenu(words),
    {
      role: 'windowMenu',
      label: words.window,
      submenu: [
        { role: 'minimize', label: words.minimize },
        ...(isMac ? MAC_WINDOW.map((role) => ({ role, label: words[role] })) : []),
        { role: 'close', label: words.close },
      ],
    },
    {
      role: 'help',
      label: words.help,
      submenu: [{ label: words.copyDiagnostics, click: copyDiagnostics }],
    },
  ];
}

function applicationMenu(words: ShellWords['menu']): MenuItemConstructorOptions {
  return {
    role: 'appMenu',
    submenu: [
      { role: 'about', label: words.about },
      SEPARATOR,
      { role: 'services', label: words.services },
      SEPARATOR,
      { role: 'hide', label: words.hide },
      { role: 'hideOthers', label: words.hideOthers },
      { role: 'unhide', label: words.showAll },
      SEPARATOR,
      { role: 'quit', label: words.quit },
    ],
  };
}

function editMenu(words: ShellWords['menu']): MenuItemConstructorOptions {
  return {
    role: 'editMenu',
    label: words.edit,
    submenu: [
      { role: 'undo', label: words.undo },
      { role: 'redo', label: words.redo },
      SEPARATOR,
      { role: 'cut', label: words.cut },
      { role: 'copy', label: words.copy },
      { role: 'paste', label: words.paste },
      { role: 'selectAll', label: words.selectAll },
    ],
  };
}

function viewMenu(words: ShellWords['menu']): MenuItemConstructorOptions {
  return {
    role: 'viewMenu',
    label: words.view,
    submenu: [
      { role: 'reload', label: words.reload },
      { role: 'forceReload', label: words.forceReload },
      { role: 'toggleDevTools', label: words.developerTools },
      SEPARATOR,
      { role: 'resetZoom', label: words.actualSize },
      { role: 'zoomIn', label: words.zoomIn },
      { role: 'zoomOut', label: words.zoomOut },
      SEPARATOR,
      { role: 'togglefullscreen', label: words.fullScreen },
    ],
  };
}

export function setupMenu(
  window: () => BrowserWindow | null,
  openFile: (file: string) => void,
  router: Router,
): void {
  const words = shellWords();
  const choose = async () => {
    const options = {
      title: words.openStudy,
      filters: [{ name: words.studies, extensions: ['precipice'] }],
      properties: ['openFile' as const],
    };
    const shown = window();
    const { filePaths } = await (shown
      ? dialog.showOpenDialog(shown, options)
      : dialog.showOpenDialog(options));
    for (const file of filePaths) openFile(file);
  };
  const actions = { open: () => void choose(), copyDiagnostics: () => void copyDiagnostics(router) };
  Menu.setApplicationMenu(
    Menu.buildFromTemplate(menuTemplate(actions, process.platform === 'darwin', words)),
  );
}

/** Puts what is to be sent along with a report of a problem on the clipboard. */
async function copyDiagnostics(router: Router): Promise<void> {
  const answer = await router.call('app.diagnose', {}, { readOnly: false });
  if (answer.kind === 'error') return dialog.showErrorBox('Precipice', answer.error.message);
  clipboard.writeText((answer.result as Diagnosis).text);
  const { copied, copiedWhat } = shellWords();
  await dialog.showMessageBox({ type: 'info', message: copied, detail: copiedWhat });
}
