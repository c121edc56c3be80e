// The menu: opening a study, and what every desktop program has.
import { dialog, Menu, type BrowserWindow, type MenuItemConstructorOptions } from 'electron';

export function menuTemplate(open: () => void, isMac: boolean): MenuItemConstructorOptions[] {
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
  ];
}

export function setupMenu(window: () => BrowserWindow | null, openFile: (file: string) => void): void {
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
  Menu.setApplicationMenu(
    Menu.buildFromTemplate(menuTemplate(() => void choose(), process.platform === 'darwin')),
  );
}
