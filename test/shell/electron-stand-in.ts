// A stand-in for the `electron` module: it records what the shell asks of Electron and lets a test play Electron's part.
// It is no emulation: what Electron itself does with these options is Electron's.
import { EventEmitter } from 'node:events';
import { tmpdir } from 'node:os';
import { vi } from 'vitest';

export class StandInWindow extends EventEmitter {
  static readonly all: StandInWindow[] = [];
  readonly webContents = Object.assign(new EventEmitter(), {
    send: vi.fn(),
    printToPDF: vi.fn(() => Promise.resolve(Buffer.from('%PDF-'))),
  });
  readonly loadURL = vi.fn((_url: string) => Promise.resolve());
  readonly destroy = vi.fn();
  readonly show = vi.fn();
  readonly focus = vi.fn();
  readonly restore = vi.fn();
  readonly setProgressBar = vi.fn();
  readonly isMinimized = vi.fn(() => false);
  readonly isFocused = vi.fn(() => false);
  readonly options: unknown;

  constructor(options: unknown) {
    super();
    this.options = options;
    StandInWindow.all.push(this);
  }

  static getAllWindows(): StandInWindow[] {
    return StandInWindow.all;
  }

  getNormalBounds() {
    return { x: 10, y: 20, width: 900, height: 700 };
  }
}

export const ready = Promise.withResolvers<undefined>();
export const app = Object.assign(new EventEmitter(), {
  quit: vi.fn(),
  exit: vi.fn(),
  addRecentDocument: vi.fn(),
  requestSingleInstanceLock: vi.fn(() => true),
  // Ready when a test says so, as Electron is ready only after its main module has been evaluated.
  whenReady: vi.fn(() => ready.promise),
  setAppUserModelId: vi.fn(),
  getLocale: vi.fn(() => 'en-GB'),
  getVersion: () => '0.0.0',
  getPath: () => tmpdir(),
});
export const dialog = {
  showErrorBox: vi.fn(),
  showMessageBox: vi.fn(() => Promise.resolve()),
  showMessageBoxSync: vi.fn(() => 1),
  showOpenDialog: vi.fn(),
};
export const powerSaveBlocker = { start: vi.fn(() => 7), stop: vi.fn() };
export const protocol = { registerSchemesAsPrivileged: vi.fn() };
export const clipboard = { writeText: vi.fn() };
export const shell = { showItemInFolder: vi.fn(), openExternal: vi.fn() };
export const ipcMain = Object.assign(new EventEmitter(), { handle: vi.fn() });
const standInSession = () => ({
  setPermissionRequestHandler: vi.fn(),
  setPermissionCheckHandler: vi.fn(),
  setDevicePermissionHandler: vi.fn(),
  webRequest: { onBeforeRequest: vi.fn() },
  protocol: { handle: vi.fn() },
});
export const session = {
  defaultSession: standInSession(),
  fromPartition: vi.fn((_name: string) => standInSession()),
};
export const Menu = {
  buildFromTemplate: vi.fn((template: unknown) => template),
  setApplicationMenu: vi.fn(),
};
export const shown: { title: string; body: string }[] = [];

export class Notification {
  readonly #content: { title: string; body: string };

  constructor(content: { title: string; body: string }) {
    this.#content = content;
  }

  show(): void {
    shown.push(this.#content);
  }
}

export const contextBridge = { exposeInMainWorld: vi.fn() };
export const webUtils = { getPathForFile: vi.fn(() => '/runs') };
export const ipcRenderer = Object.assign(new EventEmitter(), { invoke: vi.fn() });
export { StandInWindow as BrowserWindow };
