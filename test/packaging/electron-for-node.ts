// What the packed main process finds as `electron` when a plain Node starts it: enough of it to come up and to be called. It
// shows nothing and keeps no promise of Electron's.
import { EventEmitter } from 'node:events';
import { tmpdir } from 'node:os';

const nothing = () => undefined;

export const ready = Promise.withResolvers<undefined>();
export const app = Object.assign(new EventEmitter(), {
  addRecentDocument: nothing,
  exit: (code: number) => process.exit(code),
  getLocale: () => 'en-US',
  getPath: () => tmpdir(),
  getVersion: () => 'packed',
  quit: nothing,
  requestSingleInstanceLock: () => true,
  setAppUserModelId: nothing,
  // As with Electron, not before the main module has been evaluated.
  whenReady: () => ready.promise,
});

export class BrowserWindow extends EventEmitter {
  static readonly all: BrowserWindow[] = [];
  readonly webContents = Object.assign(new EventEmitter(), { send: nothing });

  constructor() {
    super();
    BrowserWindow.all.push(this);
  }
  static getAllWindows(): BrowserWindow[] {
    return BrowserWindow.all;
  }
  loadURL(): Promise<void> {
    return Promise.resolve();
  }
  isFocused(): boolean {
    return true;
  }
  setProgressBar(): void {
    nothing();
  }
}

type Handler = (event: unknown, procedure: string, input: unknown) => Promise<unknown>;
export const handlers = new Map<string, Handler>();
export const ipcMain = { handle: (channel: string, handler: Handler) => handlers.set(channel, handler) };

type Pages = (request: { readonly url: string; readonly method: string }) => Response;
export const schemes = new Map<string, Pages>();
export const session = {
  defaultSession: {
    setPermissionRequestHandler: nothing,
    setPermissionCheckHandler: nothing,
    setDevicePermissionHandler: nothing,
    webRequest: { onBeforeRequest: nothing },
    protocol: { handle: (scheme: string, pages: Pages) => schemes.set(scheme, pages) },
  },
};

export const protocol = { registerSchemesAsPrivileged: nothing };
export const Menu = { buildFromTemplate: nothing, setApplicationMenu: nothing };
export const dialog = { showErrorBox: (_title: string, text: string) => process.stderr.write(`${text}\n`) };
export const powerSaveBlocker = { start: () => 1, stop: nothing };
export const clipboard = { writeText: nothing };
export const shell = { showItemInFolder: nothing };
export class Notification {
  show = nothing;
}
