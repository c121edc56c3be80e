// The desktop's own dialog for a folder of runs.
import { dialog, type BrowserWindow } from 'electron';
import { shellWords } from './words/words.ts';

/** null: none was chosen. */
export async function chooseFolder(window: BrowserWindow | null): Promise<string | null> {
  const options = { title: shellWords().chooseFolder, properties: ['openDirectory' as const] };
  const { filePaths } = await (window
    ? dialog.showOpenDialog(window, options)
    : dialog.showOpenDialog(options));
  return filePaths[0] ?? null;
}
