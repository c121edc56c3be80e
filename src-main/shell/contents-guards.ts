// No page but the app's own: navigation, new windows and embedded views are refused wherever they come from.
import type { App } from 'electron';
import { isOwnAddress } from './origin.ts';

export function setupContentsGuards(app: App): void {
  app.on('web-contents-created', (_event, contents) => {
    // The first is for the page itself, the second for frames in it.
    for (const navigation of ['will-navigate', 'will-frame-navigate'] as const) {
      contents.on(navigation as 'will-navigate', (event) => {
        if (!isOwnAddress(event.url)) event.preventDefault();
      });
    }
    contents.on('will-redirect', (event) => event.preventDefault());
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  });
}
