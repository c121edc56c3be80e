// A stand-in for `electron` whose windows are pages of a Chromium: the app's own scheme is answered by the handler that the shell
// registers, the preload runs before the page, its bridge reaches the shell's ipcMain, downloads go where a save dialog would have put
// them. Chromium knows no scheme app:, so a page has an address of http and its addresses are told to the shell as Electron would.
import { EventEmitter } from 'node:events';
import path from 'node:path';
import type { Browser, Page, Route } from 'playwright-core';
import { build } from 'vite';
import { read, written } from './packet-text.ts';

const HERE = 'http://precipice.localhost';
const asHere = (address: string) => address.replace(/^app:\/\/precipice/, HERE);
const asApp = (address: string) => address.replace(HERE, 'app://precipice');

/** What the test says and hears in the place of a person at the desktop. */
export const desk = {
  browser: null as unknown as Browser,
  userData: '',
  /** Button that the next question is answered by. */
  answer: 1,
  questions: [] as string[],
  errors: [] as string[],
  /** Where the save dialog is told to save. */
  saveTo: '',
  saved: [] as string[],
  awake: [] as string[],
  progress: [] as number[],
  ended: Promise.withResolvers<undefined>(),
};

class Preventable {
  defaultPrevented = false;
  preventDefault(): void {
    this.defaultPrevented = true;
  }
}

export const ready = Promise.withResolvers<undefined>();
export const app = Object.assign(new EventEmitter(), {
  addRecentDocument: () => undefined,
  exit: () => desk.ended.resolve(undefined),
  getPath: () => desk.userData,
  getLocale: () => 'en-GB',
  getVersion: () => 'stand-in',
  requestSingleInstanceLock: () => true,
  setAppUserModelId: () => undefined,
  whenReady: () => ready.promise,
  quit: () => {
    const event = new Preventable();
    app.emit('before-quit', event);
    if (!event.defaultPrevented && BrowserWindow.all.every((window) => window.mayClose()))
      desk.ended.resolve(undefined);
  },
});

type Handler = (event: unknown, ...values: unknown[]) => Promise<unknown>;
const handlers = new Map<string, Handler>();
export const ipcMain = { handle: (channel: string, handler: Handler) => handlers.set(channel, handler) };

type Pages = (request: { readonly url: string; readonly method: string }) => Response | Promise<Response>;
type Rule = (details: { readonly url: string }, answer: (how: { readonly cancel: boolean }) => void) => void;

class Session {
  pages: Pages | null = null;
  rule: Rule | null = null;
  readonly protocol = { handle: (_scheme: string, pages: Pages) => (this.pages = pages) };
  readonly webRequest = { onBeforeRequest: (rule: Rule) => (this.rule = rule) };
  setPermissionRequestHandler = () => undefined;
  setPermissionCheckHandler = () => undefined;
  setDevicePermissionHandler = () => undefined;

  /** As Electron asks: first whether it may be, then what it is. */
  async respond(route: Route): Promise<void> {
    const request = { url: asApp(route.request().url()), method: route.request().method() };
    const { cancel } = await new Promise<{ cancel: boolean }>((resolve) =>
      this.rule ? this.rule(request, resolve) : resolve({ cancel: false }),
    );
    if (cancel || !this.pages) return route.abort();
    const response = await this.pages(request);
    const body = Buffer.from(await response.arrayBuffer());
    await route.fulfill({ status: response.status, headers: Object.fromEntries(response.headers), body });
  }
}
export const session = { defaultSession: new Session(), fromPartition: () => new Session() };

interface WindowOptions {
  readonly webPreferences: {
    readonly preload?: string;
    readonly session?: Session;
    readonly javascript?: boolean;
  };
}

class Contents extends EventEmitter {
  page: Page | null = null;
  readonly #options: WindowOptions['webPreferences'];
  #address = '';

  constructor(options: WindowOptions['webPreferences']) {
    super();
    this.#options = options;
  }

  setWindowOpenHandler = () => undefined;

  send(channel: string, ...values: unknown[]): void {
    // A page that is gone hears nothing.
    void this.page?.evaluate(hearing(channel, written(values))).catch(() => undefined);
  }

  async open(address: string): Promise<void> {
    const { preload, session: own = session.defaultSession, javascript = true } = this.#options;
    const context = await desk.browser.newContext({ javaScriptEnabled: javascript });
    context.setDefaultTimeout(90_000);
    const page = await context.newPage();
    this.#address = address;
    this.page = page;
    await page.route('**/*', (route) => own.respond(route));
    await page.exposeBinding('askElectron', async ({ frame }, channel: string, values: string) => {
      const senderFrame = { url: asApp(frame.url()), parent: frame.parentFrame() };
      return written(await handlers.get(channel)!({ senderFrame }, ...(read(values) as unknown[])));
    });
    if (preload !== undefined) await page.addInitScript({ content: await bundledPreload(preload) });
    page.on('crash', () => app.emit('render-process-gone', {}, this, { reason: 'crashed', exitCode: 1 }));
    page.on(
      'download',
      (download) => void download.saveAs(desk.saveTo).then(() => desk.saved.push(desk.saveTo)),
    );
    await page.goto(asHere(address));
    this.emit('did-finish-load');
  }

  /** A page of Chromium that has crashed stays so: another takes its place. */
  reload(): void {
    void this.open(this.#address);
  }

  async printToPDF({ preferCSSPageSize }: { readonly preferCSSPageSize: boolean }): Promise<Buffer> {
    return this.page!.pdf({ preferCSSPageSize, printBackground: true });
  }
}

const hearing = (channel: string, values: string) =>
  `globalThis.hearElectron?.(${JSON.stringify(channel)}, ${JSON.stringify(values)})`;

export class BrowserWindow extends EventEmitter {
  static readonly all: BrowserWindow[] = [];
  static getAllWindows = () => BrowserWindow.all;
  readonly webContents: Contents;
  isFront = 0;

  constructor({ webPreferences }: WindowOptions) {
    super();
    this.webContents = new Contents(webPreferences);
    BrowserWindow.all.push(this);
    app.emit('web-contents-created', {}, this.webContents);
    app.emit('browser-window-created', {}, this);
  }
  async loadURL(address: string): Promise<void> {
    await this.webContents.open(address);
    this.emit('ready-to-show');
  }
  mayClose(): boolean {
    const event = new Preventable();
    this.emit('close', event);
    return !event.defaultPrevented;
  }
  destroy(): void {
    BrowserWindow.all.splice(BrowserWindow.all.indexOf(this), 1);
    void this.webContents.page?.context().close();
  }
  getNormalBounds = () => ({ x: 1, y: 2, width: 900, height: 700 });
  isFocused = () => true;
  isMinimized = () => false;
  focus = () => (this.isFront += 1);
  show = () => undefined;
  setProgressBar = (share: number) => desk.progress.push(share);
}

export const dialog = {
  showErrorBox: (_title: string, text: string) => desk.errors.push(text),
  showMessageBoxSync: (...given: unknown[]) => {
    desk.questions.push((given.at(-1) as { message: string }).message);
    return desk.answer;
  },
};
export const powerSaveBlocker = {
  start: () => desk.awake.push('start'),
  stop: () => desk.awake.push('stop'),
};
export const protocol = { registerSchemesAsPrivileged: () => undefined };
export const Menu = { buildFromTemplate: () => undefined, setApplicationMenu: () => undefined };
export const clipboard = { writeText: () => undefined };
export const shell = { showItemInFolder: () => undefined };
export class Notification {
  show = () => undefined;
}

let bundled: Promise<string> | null = null;

/** The preload script, with this page's stand-in for the `electron` that it imports. */
function bundledPreload(preload: string): Promise<string> {
  bundled ??= build({
    configFile: false,
    logLevel: 'error',
    resolve: { alias: { electron: path.join(import.meta.dirname, 'page-electron.ts') } },
    build: {
      write: false,
      minify: false,
      lib: { entry: preload.replace(/\.cjs$/, '.ts'), formats: ['iife'], name: 'preload' },
    },
  }).then((made) => {
    const [{ output }] = made as unknown as [{ output: [{ code: string }] }];
    return output[0].code;
  });
  return bundled;
}
