// The desktop's own dialog for a folder of runs.
import { dialog, type BrowserWindow } from 'electron';

/** null: none was chosen. */
export async function chooseFolder(window: BrowserWindow | null): Promise<string | null> {
  const options = { title: 'Choose a folder of runs', properties: ['openDirectory' as const] };
  const { filePaths } = await (window
    ? dialog.showOpenDialog(window, options)
    : dialog.showOpenDialog(options));
  return filePaths[0] ?? null;
}
