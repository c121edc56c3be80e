// Quitting while a sweep runs asks first; then the sweep is stopped in good order, so that what has finished is kept and the
// file is closed as one plain file.
import { dialog, type App, type BrowserWindow } from 'electron';
import type { Core } from '../api/core.ts';
import { shellWords } from './words/words.ts';

const QUIT = 0;

export function setupQuit(app: App, { sweeps }: Core, window: () => BrowserWindow | null): void {
  let isStopping = false;
  app.on('window-all-closed', () => app.quit());
  app.on('before-quit', (event) => {
    if (isStopping || !sweeps.busy) return;
    event.preventDefault();
    const words = shellWords().quit;
    const options = {
      type: 'question' as const,
      message: words.question,
      detail: words.detail,
      buttons: [words.stop, words.goOn],
      defaultId: 1,
      cancelId: 1,
    };
    const shown = window();
    const answer = shown ? dialog.showMessageBoxSync(shown, options) : dialog.showMessageBoxSync(options);
    if (answer !== QUIT) return;
    isStopping = true;
    void sweeps.stopAll().finally(() => app.quit());
  });
  // Closing the window would leave nothing to answer the question, so the question comes first.
  app.on('browser-window-created', (_event, created) => {
    created.on('close', (event) => {
      if (isStopping || !sweeps.busy) return;
      event.preventDefault();
      app.quit();
    });
  });
}
