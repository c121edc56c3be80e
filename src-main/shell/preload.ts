// Runs in the page's sandbox before the page: puts the bridge on the window and nothing else. Bundled into one CommonJS
// file, as a sandboxed preload must be.
import { contextBridge, ipcRenderer, webUtils, type IpcRendererEvent } from 'electron';
import type { Answer, ApiEvent, DesktopBridge } from '../contract/contract.ts';
import { CALL_CHANNEL, EVENT_CHANNEL } from './channels.ts';

const bridge: DesktopBridge = {
  call: (procedure, input) => ipcRenderer.invoke(CALL_CHANNEL, procedure, input) as Promise<Answer>,
  onEvent: (listener) => {
    const hear = (_event: IpcRendererEvent, event: ApiEvent) => listener(event);
    ipcRenderer.on(EVENT_CHANNEL, hear);
    return () => ipcRenderer.off(EVENT_CHANNEL, hear);
  },
  pathOf: (file) => webUtils.getPathForFile(file),
};

contextBridge.exposeInMainWorld('precipice', bridge);
