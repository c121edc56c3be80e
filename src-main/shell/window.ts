// The window: sandboxed, isolated from Node, at the size and place it was left.
import { BrowserWindow, type BrowserWindowConstructorOptions, type Rectangle } from 'electron';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { log } from '../diagnosis/log.ts';
import { START_PAGE } from './origin.ts';

const FIRST_SIZE = { width: 1360, height: 900 };

function windowOptions(preload: string, bounds: Partial<Rectangle>): BrowserWindowConstructorOptions {
  return {
    ...FIRST_SIZE,
    ...bounds,
    minWidth: 480,
    minHeight: 400,
    show: false,
    title: 'Precipice',
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      spellcheck: false,
    },
  };
}

/** Opens the window; `boundsFile` remembers where it was. */
export function openWindow(preload: string, boundsFile: string): BrowserWindow {
  const window = new BrowserWindow(windowOptions(preload, readBounds(boundsFile)));
  window.once('ready-to-show', () => window.show());
  window.on('close', () => writeBounds(boundsFile, window.getNormalBounds()));
  void window.loadURL(START_PAGE);
  return window;
}

function writeBounds(file: string, bounds: Rectangle): void {
  try {
    writeFileSync(file, JSON.stringify(bounds));
  } catch (error) {
    log.warn(`The place of the window is not remembered: ${(error as Error).message}`);
  }
}

/** What was written last; nothing where that is missing or damaged, since only comfort is lost. */
function readBounds(file: string): Partial<Rectangle> {
  if (!existsSync(file)) return {};
  try {
    const bounds = JSON.parse(readFileSync(file, 'utf8')) as Readonly<Record<string, unknown>>;
    const { x, y, width, height } = bounds;
    const all = [x, y, width, height];
    return all.every((value) => Number.isInteger(value)) ? (bounds as Partial<Rectangle>) : {};
  } catch {
    return {};
  }
}
