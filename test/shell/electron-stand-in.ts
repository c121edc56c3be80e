// A stand-in for the `electron` module: it records what the shell asks of Electron and lets a test play Electron's part.
// It is no emulation: what Electron itself does with these options is Electron's.
import { EventEmitter } from 'node:events';
import { vi } from 'vitest';

export class StandInWindow extends EventEmitter {
  static readonly all: StandInWindow[] = [];
  readonly webContents = Object.assign(new EventEmitter(), {
    send: vi.fn(),
    printToPDF: vi.fn(() => Promise.resolve(Buffer.from('%PDF-'))),
  });
  readonly loadURL = vi.fn(() => Promise.resolve());
  readonly loadFile = vi.fn((_file: string) => Promise.resolve());
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

export const app = Object.assign(new EventEmitter(), { quit: vi.fn(), addRecentDocument: vi.fn() });
export const dialog = { showErrorBox: vi.fn(), showMessageBoxSync: vi.fn(() => 1), showOpenDialog: vi.fn() };
export const powerSaveBlocker = { start: vi.fn(() => 7), stop: vi.fn() };
export const protocol = { registerSchemesAsPrivileged: vi.fn() };
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
export const ipcRenderer = Object.assign(new EventEmitter(), { invoke: vi.fn() });
export { StandInWindow as BrowserWindow };
