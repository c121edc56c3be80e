// Calls of the page to the router, and its events to the page. Only the app's own page, in its main frame, is heard.
import type { BrowserWindow, IpcMain, IpcMainInvokeEvent } from 'electron';
import type { Answer } from '../contract/contract.ts';
import type { Router } from '../api/router.ts';
import { CALL_CHANNEL, EVENT_CHANNEL } from './channels.ts';
import { isOwnAddress } from './origin.ts';

const REFUSED: Answer = {
  kind: 'error',
  error: { code: 'refused', message: 'Only the page of Precipice itself may call it.' },
};

export function setupIpc(ipc: IpcMain, router: Router, windows: () => readonly BrowserWindow[]): void {
  ipc.handle(CALL_CHANNEL, async (event: IpcMainInvokeEvent, procedure: unknown, input: unknown) => {
    if (!isOwnPage(event) || typeof procedure !== 'string') return REFUSED;
    return router.call(procedure, input, { readOnly: false });
  });
  router.subscribe((event) => {
    for (const window of windows()) window.webContents.send(EVENT_CHANNEL, event);
  });
}

function isOwnPage({ senderFrame }: IpcMainInvokeEvent): boolean {
  return senderFrame !== null && senderFrame.parent === null && isOwnAddress(senderFrame.url);
}
