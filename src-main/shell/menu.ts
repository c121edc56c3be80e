// The menu: opening a study, copying the diagnostics, and what every desktop program has.
import { clipboard, dialog, Menu, type BrowserWindow, type MenuItemConstructorOptions } from 'electron';
import type { Diagnosis } from '../contract/contract.ts';
import type { Router } from '../api/router.ts';

interface MenuActions {
  readonly open: () => void;
  readonly copyDiagnostics: () => void;
}

export function menuTemplate(
  { open, copyDiagnostics }: MenuActions,
  isMac: boolean,
): MenuItemConstructorOptions[] {
  return [
    ...(isMac ? [{ role: 'appMenu' as const }] : []),
    {
      label: 'File',
      submenu: [
        { label: 'Open …', accelerator: 'CmdOrCtrl+O', click: open },
        { role: 'recentDocuments', submenu: [{ role: 'clearRecentDocuments' }] },
        { type: 'separator' },
        { role: isMac ? 'close' : 'quit' },
      ],
    },
    { role: 'editMenu' },
    { role: 'viewMenu' },
    { role: 'windowMenu' },
    { role: 'help', submenu: [{ label: 'Copy Diagnostics', click: copyDiagnostics }] },
  ];
}

export function setupMenu(
  window: () => BrowserWindow | null,
  openFile: (file: string) => void,
  router: Router,
): void {
  const choose = async () => {
    const options = {
      title: 'Open a study',
      filters: [{ name: 'Precipice studies', extensions: ['precipice'] }],
      properties: ['openFile' as const],
    };
    const shown = window();
    const { filePaths } = await (shown
      ? dialog.showOpenDialog(shown, options)
      : dialog.showOpenDialog(options));
    for (const file of filePaths) openFile(file);
  };
  const actions = { open: () => void choose(), copyDiagnostics: () => void copyDiagnostics(router) };
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(actions, process.platform === 'darwin')));
}

/** Puts what is to be sent along with a report of a problem on the clipboard. */
async function copyDiagnostics(router: Router): Promise<void> {
  const answer = await router.call('app.diagnose', {}, { readOnly: false });
  if (answer.kind === 'error') return dialog.showErrorBox('Precipice', answer.error.message);
  clipboard.writeText((answer.result as Diagnosis).text);
  await dialog.showMessageBox({
    type: 'info',
    message: 'The diagnostics are copied.',
    detail:
      'Versions, devices, disk, the state of the library and the end of the log. No folder of yours is named.',
  });
}
