// No page but the app's own: navigation, new windows and embedded views are refused wherever they come from.
import type { App } from 'electron';
import { isOwnAddress } from './origin.ts';

export function setupContentsGuards(app: App): void {
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-navigate', (event) => {
      if (!isOwnAddress(event.url)) event.preventDefault();
    });
    contents.on('will-redirect', (event) => event.preventDefault());
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  });
}
