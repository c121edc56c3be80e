// Electron's security checklist, its twenty points by their names (https://www.electronjs.org/docs/latest/tutorial/security),
// against the app as main.ts starts it with a stand-in `electron`: what is asserted is what was really registered.
import { EventEmitter } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { BrowserWindowConstructorOptions } from 'electron';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { builderConfig } from '../packaging/builder-config.ts';
import * as standIn from './electron-stand-in.ts';

vi.mock('electron', () => import('./electron-stand-in.ts'));
vi.mock('../../src-main/api/pages.ts', () => ({
  readPages: () => new Map([['/index.html', { mediaType: 'text/html', bytes: Buffer.from('page') }]]),
}));

const ROOT = path.resolve(import.meta.dirname, '../..');
const { defaultSession } = standIn.session;
const library = mkdtempSync(path.join(tmpdir(), 'precipice-checklist-'));

beforeAll(async () => {
  vi.stubEnv('PRECIPICE_LIBRARY', library);
  await import('../../src-main/shell/main.ts');
  expect(standIn.StandInWindow.all).toEqual([]);
  standIn.ready.resolve(undefined);
  await vi.waitFor(() => expect(standIn.StandInWindow.all).toHaveLength(1), { timeout: 120_000 });
  await import('../../src-main/shell/preload.ts');
});
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(library, { recursive: true });
});

const first = (mock: { readonly mock: { readonly calls: readonly (readonly unknown[])[] } }) =>
  mock.mock.calls[0]!;
const order = (mock: { readonly mock: { readonly invocationCallOrder: readonly number[] } }) =>
  mock.mock.invocationCallOrder[0]!;

function window(): {
  readonly opened: standIn.StandInWindow;
  readonly options: BrowserWindowConstructorOptions;
} {
  expect(standIn.StandInWindow.all).toHaveLength(1);
  const [opened] = standIn.StandInWindow.all as [standIn.StandInWindow];
  return { opened, options: opened.options as BrowserWindowConstructorOptions };
}
const preferences = () => window().options.webPreferences!;

function isCancelled(url: string): boolean {
  const answer = vi.fn();
  (first(defaultSession.webRequest.onBeforeRequest)[0] as (details: unknown, answer: unknown) => void)(
    { url },
    answer,
  );
  return (answer.mock.calls[0]![0] as { cancel: boolean }).cancel;
}

/** Web contents as Electron would make them now. */
function contents() {
  const made = Object.assign(new EventEmitter(), { setWindowOpenHandler: vi.fn() });
  standIn.app.emit('web-contents-created', {}, made);
  return made;
}
function isRefused(event: string, url: string): boolean {
  const preventDefault = vi.fn();
  contents().emit(event, { url, preventDefault });
  return preventDefault.mock.calls.length > 0;
}

/** Every source of the two trees, by its path. */
function sources(...trees: string[]): ReadonlyMap<string, string> {
  const files = trees.flatMap((tree) =>
    readdirSync(path.join(ROOT, tree), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(tsx?|html)$/.test(name))
      .map((name) => path.join(tree, name)),
  );
  return new Map(files.map((file) => [file, readFileSync(path.join(ROOT, file), 'utf8')]));
}
const thatSay = (pattern: RegExp, ...trees: string[]) =>
  [...sources(...trees)].filter(([, text]) => pattern.test(text)).map(([file]) => file);

const FOREIGN = [
  'https://example.org/',
  'http://127.0.0.1:8080/',
  'file:///etc/passwd',
  'app://elsewhere/index.html',
  'app://precipice.evil/',
  'data:text/html,<script>1</script>',
  'javascript:1',
  'blob:https://example.org/1',
];
/** Every permission that Electron knows, from its own types. */
function permissions(): string[] {
  const types = readFileSync(createRequire(import.meta.url).resolve('electron/electron.d.ts'), 'utf8');
  const [, union] = /setPermissionRequestHandler\(handler: .*?permission: (.*?), callback/.exec(types)!;
  return union!.split(' | ').map((name) => name.slice(1, -1));
}

const CHECKLIST: Readonly<Record<string, () => void | Promise<void>>> = {
  '1. Only load secure content': () => {
    expect(window().opened.loadURL.mock.calls).toEqual([['app://precipice/index.html']]);
    const [[{ privileges }]] = standIn.protocol.registerSchemesAsPrivileged.mock.calls[0]!;
    expect(privileges).toEqual({ standard: true, secure: true, supportFetchAPI: true });
    for (const url of [...FOREIGN, 'ws://127.0.0.1:1/', 'wss://example.org/', 'ftp://example.org/']) {
      expect(isCancelled(url), url).toBe(true);
    }
    expect(isCancelled('app://precipice/assets/a.js')).toBe(false);
    expect(isCancelled('blob:app://precipice/1-2')).toBe(false);
  },
  '2. Disable the Node.js integration in all renderers': () => {
    expect(preferences()).toMatchObject({
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
    });
  },
  '3. Enable context isolation in all renderers': () => {
    expect(preferences().contextIsolation).toBe(true);
  },
  '4. Enable process sandboxing': () => {
    expect(preferences().sandbox).toBe(true);
    expect(thatSay(/no-sandbox|appendSwitch/, 'src-main/shell')).toEqual([]);
  },
  '5. Handle session permission requests': () => {
    const ask = first(defaultSession.setPermissionRequestHandler)[0] as (...args: unknown[]) => void;
    const check = first(defaultSession.setPermissionCheckHandler)[0] as (...args: unknown[]) => boolean;
    expect(permissions()).toContain('media');
    for (const permission of permissions()) {
      const answer = vi.fn();
      ask(null, permission, answer, { requestingUrl: 'app://precipice/index.html' });
      ask(null, permission, answer, { requestingUrl: 'https://example.org/' });
      const isAllowed = permission === 'fullscreen';
      expect(answer.mock.calls, permission).toEqual([[isAllowed], [false]]);
      expect(check(null, permission, 'app://precipice'), permission).toBe(isAllowed);
      expect(check(null, permission, 'https://example.org'), permission).toBe(false);
    }
    expect((first(defaultSession.setDevicePermissionHandler)[0] as () => boolean)()).toBe(false);
    expect(order(defaultSession.setPermissionRequestHandler)).toBeLessThan(order(window().opened.loadURL));
  },
  '6. Do not disable webSecurity': () => {
    expect(preferences().webSecurity).toBe(true);
  },
  '7. Define a Content-Security-Policy': async () => {
    const [scheme, handle] = first(defaultSession.protocol.handle) as [
      string,
      (request: unknown) => Response,
    ];
    expect(scheme).toBe('app');
    const page = handle({ url: 'app://precipice/index.html', method: 'GET' });
    expect(await page.text()).toBe('page');
    const missing = handle({ url: 'app://precipice/nothing', method: 'GET' });
    for (const { headers } of [page, missing]) {
      const policy = headers
        .get('content-security-policy')!
        .split('; ')
        .map((directive) => directive.split(' '));
      const fallback = policy.find(([name]) => name === 'default-src');
      expect(fallback).toEqual(['default-src', "'none'"]);
      // Pictures that the page itself makes are blobs.
      expect(policy).toContainEqual(['img-src', "'self'", 'blob:']);
      const others = policy.filter(([name]) => name !== 'img-src');
      const allowed = new Set(others.flatMap(([, ...values]) => values));
      expect([...allowed].sort()).toEqual(["'none'", "'self'"]);
    }
    expect(order(defaultSession.protocol.handle)).toBeLessThan(order(window().opened.loadURL));
  },
  '8. Do not enable allowRunningInsecureContent': () => {
    expect(preferences().allowRunningInsecureContent).toBe(false);
  },
  '9. Do not enable experimental features': () => {
    expect(preferences().experimentalFeatures).toBe(false);
  },
  '10. Do not use enableBlinkFeatures': () => {
    expect(preferences()).not.toHaveProperty('enableBlinkFeatures');
    expect(thatSay(/enableBlinkFeatures|enable-blink-features/, 'src-main/shell')).toEqual([]);
  },
  '11. Do not use allowpopups for WebViews': () => {
    expect(preferences().webviewTag).toBe(false);
    expect(thatSay(/<webview|allowpopups/i, 'src-renderer')).toEqual([]);
  },
  '12. Verify WebView options before creation': () => {
    for (const url of [...FOREIGN, 'app://precipice/index.html']) {
      expect(isRefused('will-attach-webview', url), url).toBe(true);
    }
  },
  '13. Disable or limit navigation': () => {
    for (const event of ['will-navigate', 'will-frame-navigate', 'will-redirect']) {
      for (const url of FOREIGN) expect(isRefused(event, url), `${event} ${url}`).toBe(true);
    }
    expect(isRefused('will-navigate', 'app://precipice/index.html')).toBe(false);
    expect(isRefused('will-redirect', 'app://precipice/index.html')).toBe(true);
  },
  '14. Disable or limit creation of new windows': () => {
    const [handler] = first(contents().setWindowOpenHandler) as [(details: unknown) => unknown];
    for (const url of [...FOREIGN, 'app://precipice/index.html'])
      expect(handler({ url })).toEqual({ action: 'deny' });
  },
  '15. Do not use shell.openExternal with untrusted content': () => {
    expect(thatSay(/openExternal|openPath/, 'src-main', 'src-renderer')).toEqual([]);
  },
  '16. Use a current version of Electron': async () => {
    const installed = createRequire(import.meta.url)('electron/package.json') as { readonly version: string };
    const { packages } = JSON.parse(readFileSync(path.join(ROOT, 'package-lock.json'), 'utf8')) as {
      readonly packages: Readonly<Record<string, { readonly version: string }>>;
    };
    expect(installed.version).toBe(packages['node_modules/electron']!.version);
    // What is current only the registry knows: `npm run audit`, a step of every release, asks it and refuses by this rule.
    const { isSupported } = await import('../../scripts/electron-support.ts');
    expect(isSupported('45.4.1', '45.9.0')).toBe(true);
    expect(isSupported('45.4.1', '47.0.0')).toBe(true);
    expect(isSupported('45.4.1', '48.0.0')).toBe(false);
    expect(readFileSync(path.join(ROOT, 'docs/release.md'), 'utf8')).toContain('npm run audit');
  },
  '17. Validate the sender of all IPC messages': async () => {
    expect(standIn.ipcMain.handle.mock.calls.map(([channel]) => channel as string)).toEqual([
      'precipice:call',
    ]);
    expect(standIn.ipcMain.eventNames()).toEqual([]);
    const [, handle] = first(standIn.ipcMain.handle) as [string, (...args: unknown[]) => Promise<unknown>];
    const ask = (senderFrame: unknown) => handle({ senderFrame }, 'app.facts', {});
    expect(await ask({ url: 'app://precipice/index.html#/', parent: null })).toMatchObject({
      kind: 'result',
    });
    for (const url of FOREIGN) {
      expect(await ask({ url, parent: null }), url).toMatchObject({ error: { code: 'refused' } });
    }
    expect(await ask({ url: 'app://precipice/', parent: {} })).toMatchObject({ error: { code: 'refused' } });
    expect(await ask(null)).toMatchObject({ error: { code: 'refused' } });
  },
  '18. Avoid usage of the file:// protocol': async () => {
    expect(thatSay(/loadFile|['"`]file:/, 'src-main/shell', 'src-renderer')).toEqual([]);
    expect((await builderConfig()).electronFuses).toMatchObject({ grantFileProtocolExtraPrivileges: false });
  },
  '19. Check which fuses you can change': async () => {
    // That they are flipped in the packed executable is shown by test/packaging.
    expect((await builderConfig()).electronFuses).toEqual({
      runAsNode: false,
      enableCookieEncryption: true,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      loadBrowserProcessSpecificV8Snapshot: false,
      grantFileProtocolExtraPrivileges: false,
    });
  },
  '20. Do not expose Electron APIs to untrusted web content': async () => {
    const [name, bridge] = first(standIn.contextBridge.exposeInMainWorld) as [
      string,
      {
        call: (...args: unknown[]) => unknown;
        onEvent: (listener: (...args: unknown[]) => void) => () => void;
      },
    ];
    expect(standIn.contextBridge.exposeInMainWorld).toHaveBeenCalledTimes(1);
    expect([name, ...Object.keys(bridge)]).toEqual(['precipice', 'call', 'onEvent', 'pathOf']);
    // One channel, whatever the page asks for.
    bridge.call('app.facts', {}, 'more');
    expect(standIn.ipcRenderer.invoke.mock.calls).toEqual([['precipice:call', 'app.facts', {}]]);
    // Electron's own event object, by which its sender could be had, is kept back.
    const heard = vi.fn();
    const stop = bridge.onEvent(heard);
    standIn.ipcRenderer.emit('precipice:event', { sender: standIn.ipcRenderer }, { kind: 'library-changed' });
    expect(heard.mock.calls).toEqual([[{ kind: 'library-changed' }]]);
    stop();
    expect(standIn.ipcRenderer.listenerCount('precipice:event')).toBe(0);
  },
};

test('the main module waits for nothing, since Electron is ready only after it', () => {
  const [, main] = [...sources('src-main/shell')].find(([file]) => file.endsWith('main.ts'))!;
  expect(main).not.toMatch(/^\s{0,2}await /m);
  expect(standIn.app.whenReady).toHaveBeenCalledTimes(1);
});

test('the checklist has its twenty points', () => {
  expect(Object.keys(CHECKLIST).map((point) => Number.parseInt(point, 10))).toEqual(
    Array.from({ length: 20 }, (_, index) => index + 1),
  );
});

test.each(Object.entries(CHECKLIST))('%s', async (_point, isKept) => {
  await isKept();
});
