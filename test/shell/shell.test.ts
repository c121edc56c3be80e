// The shell against a stand-in `electron`: each point of Electron's security checklist that is the app's to keep, and what
// the desktop adds to the page.
import { EventEmitter } from 'node:events';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { App, BrowserWindow, IpcMain, Session } from 'electron';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { ApiEvent } from '../../src-main/api/contract.ts';
import { temporaryFolder, testCore } from '../api/support.ts';
import * as standIn from './electron-stand-in.ts';

vi.mock('electron', () => import('./electron-stand-in.ts'));

const { setupActivity } = await import('../../src-main/shell/activity.ts');
const { setupContentsGuards } = await import('../../src-main/shell/contents-guards.ts');
const { setupIpc } = await import('../../src-main/shell/ipc.ts');
const { menuTemplate } = await import('../../src-main/shell/menu.ts');
const { openStudyFile, setupOpenFiles, studyFiles } = await import('../../src-main/shell/open-files.ts');
const { printByElectron } = await import('../../src-main/shell/print.ts');
const { setupProtocol, setupScheme } = await import('../../src-main/shell/protocol.ts');
const { setupQuit } = await import('../../src-main/shell/quit.ts');
const { setupSessionRules } = await import('../../src-main/shell/session-rules.ts');
const { openWindow, windowOptions } = await import('../../src-main/shell/window.ts');

const app = standIn.app as unknown as App;
const noWindow = () => null;

beforeEach(() => {
  standIn.app.removeAllListeners();
  standIn.StandInWindow.all.length = 0;
  vi.clearAllMocks();
});

describe('the window', () => {
  const preferences = () => windowOptions('/preload.cjs', {}).webPreferences!;

  test('has no Node in the page', () => {
    const { nodeIntegration, nodeIntegrationInWorker, nodeIntegrationInSubFrames } = preferences();
    expect([nodeIntegration, nodeIntegrationInWorker, nodeIntegrationInSubFrames]).toEqual([
      false,
      false,
      false,
    ]);
  });

  test('isolates the preload script from the page and runs both in the sandbox', () => {
    expect(preferences()).toMatchObject({ contextIsolation: true, sandbox: true, preload: '/preload.cjs' });
  });

  test('keeps web security, and allows no insecure content, experiments or webviews', () => {
    expect(preferences()).toMatchObject({
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
    });
    expect(preferences()).not.toHaveProperty('enableBlinkFeatures');
  });

  test('loads the app’s own page and comes back where it was left, whatever the file says', () => {
    const file = path.join(temporaryFolder(), 'window.json');
    const first = openWindow('/p.cjs', file) as unknown as standIn.StandInWindow;
    expect(first.loadURL).toHaveBeenCalledWith('app://precipice/index.html');
    first.emit('close');
    openWindow('/p.cjs', file);
    expect(standIn.StandInWindow.all[1]!.options).toMatchObject({ x: 10, y: 20, width: 900, height: 700 });
    writeFileSync(file, '{"x":');
    openWindow('/p.cjs', file);
    expect(standIn.StandInWindow.all[2]!.options).toMatchObject({ width: 1360, height: 900 });
  });
});

describe('a page that is printed', () => {
  test('is loaded without scripts in a window that is never shown, printed at its own size, and cleaned up', async () => {
    const pdf = await printByElectron('<!doctype html>');
    const [window] = standIn.StandInWindow.all;
    expect(Buffer.from(pdf).toString()).toBe('%PDF-');
    expect(window!.options).toMatchObject({
      show: false,
      webPreferences: { sandbox: true, contextIsolation: true, javascript: false },
    });
    expect(window!.webContents.printToPDF).toHaveBeenCalledWith({
      preferCSSPageSize: true,
      printBackground: true,
    });
    expect(window!.show).not.toHaveBeenCalled();
    expect(window!.destroy).toHaveBeenCalled();
    expect(existsSync(window!.loadFile.mock.calls[0]![0])).toBe(false);
  });
});

describe('the session', () => {
  const session = {
    setPermissionRequestHandler: vi.fn(),
    setPermissionCheckHandler: vi.fn(),
    setDevicePermissionHandler: vi.fn(),
    webRequest: { onBeforeRequest: vi.fn() },
    protocol: { handle: vi.fn() },
  };
  const given = session as unknown as Session;

  test('grants no permission', () => {
    setupSessionRules(given);
    const answer = vi.fn();
    session.setPermissionRequestHandler.mock.calls[0]![0](null, 'media', answer);
    expect(answer).toHaveBeenCalledWith(false);
    expect(session.setPermissionCheckHandler.mock.calls[0]![0]()).toBe(false);
    expect(session.setDevicePermissionHandler.mock.calls[0]![0]()).toBe(false);
  });

  test.each([
    ['https://example.org/a.js', true],
    ['http://127.0.0.1/', true],
    ['file:///etc/passwd', true],
    ['ws://127.0.0.1:1/', true],
    ['app://elsewhere/index.html', true],
    ['app://precipice/index.html', false],
    ['blob:app://precipice/1-2', false],
  ])('cancels requests to anywhere but the app: %s', (url, cancel) => {
    setupSessionRules(given);
    const answer = vi.fn();
    session.webRequest.onBeforeRequest.mock.calls[0]![0]({ url }, answer);
    expect(answer).toHaveBeenCalledWith({ cancel });
  });

  test('serves files of the build with the content security policy, and nothing else', async () => {
    const folder = path.join(temporaryFolder(), 'pages');
    mkdirSync(folder);
    writeFileSync(path.join(folder, 'index.html'), 'page');
    writeFileSync(path.join(folder, '..', 'secret.html'), 'secret');
    setupProtocol(given, folder);
    const [scheme, handle] = session.protocol.handle.mock.calls[0]! as [
      string,
      (request: Request) => Response,
    ];
    expect(scheme).toBe('app');
    const get = (url: string, method = 'GET') => handle({ url, method } as Request);
    const page = get('app://precipice/index.html');
    expect(await page.text()).toBe('page');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(page.headers.get('content-security-policy')).not.toContain('unsafe');
    for (const url of [
      'app://precipice/../secret.html',
      'app://precipice/%2e%2e/secret.html',
      'app://precipice/..%2fsecret.html',
      'app://elsewhere/index.html',
    ]) {
      expect(get(url).status, url).toBe(404);
    }
    expect(get('app://precipice/index.html', 'POST').status).toBe(404);
  });

  test('has a scheme of its own that is standard and secure', () => {
    setupScheme();
    const [[{ scheme, privileges }]] = standIn.protocol.registerSchemesAsPrivileged.mock.calls[0]!;
    expect(scheme).toBe('app');
    expect(privileges).toMatchObject({ standard: true, secure: true });
    expect(privileges).not.toHaveProperty('bypassCSP');
  });
});

describe('web contents', () => {
  function contents() {
    setupContentsGuards(app);
    const made = Object.assign(new EventEmitter(), { setWindowOpenHandler: vi.fn() });
    standIn.app.emit('web-contents-created', {}, made);
    return made;
  }
  const refuses = (made: EventEmitter, event: string, url: string) => {
    const preventDefault = vi.fn();
    made.emit(event, { url, preventDefault });
    return preventDefault.mock.calls.length > 0;
  };

  test('navigate only within the app', () => {
    const made = contents();
    expect(refuses(made, 'will-navigate', 'https://example.org/')).toBe(true);
    expect(refuses(made, 'will-navigate', 'file:///etc/passwd')).toBe(true);
    expect(refuses(made, 'will-navigate', 'app://precipice.evil/')).toBe(true);
    expect(refuses(made, 'will-navigate', 'app://precipice/index.html')).toBe(false);
  });

  test('open no window and attach no webview', () => {
    const made = contents();
    expect(made.setWindowOpenHandler.mock.calls[0]![0]({ url: 'https://example.org' })).toEqual({
      action: 'deny',
    });
    expect(refuses(made, 'will-attach-webview', '')).toBe(true);
  });
});

describe('calls', () => {
  function called() {
    const core = testCore();
    const ipc = { handle: vi.fn() };
    setupIpc(ipc as unknown as IpcMain, core.router, () => [] as BrowserWindow[]);
    const [channel, handle] = ipc.handle.mock.calls[0]! as [
      string,
      (event: unknown, ...args: unknown[]) => unknown,
    ];
    expect(channel).toBe('precipice:call');
    return handle;
  }

  test('are answered for the app’s own page', async () => {
    const event = { senderFrame: { url: 'app://precipice/index.html#/', parent: null } };
    expect(await called()(event, 'app.facts', {})).toMatchObject({ kind: 'result' });
  });

  test.each([
    ['a foreign page', { senderFrame: { url: 'https://example.org/', parent: null } }],
    ['a page that only looks like it', { senderFrame: { url: 'https://app://precipice/', parent: null } }],
    ['a frame inside the page', { senderFrame: { url: 'app://precipice/index.html', parent: {} } }],
    ['a frame that is gone', { senderFrame: null }],
  ])('are refused to %s', async (_who, event) => {
    expect(await called()(event, 'app.facts', {})).toMatchObject({
      kind: 'error',
      error: { code: 'refused' },
    });
  });
});

describe('study files', () => {
  test('are found among the arguments of a start', () => {
    expect(studyFiles(['--flag', 'a.precipice', '/b/c.precipice', 'd.txt'], '/here')).toEqual([
      path.resolve('/here/a.precipice'),
      path.resolve('/b/c.precipice'),
    ]);
  });

  test('that come before the app is ready, or by a second start, are opened', () => {
    const files = setupOpenFiles(app, noWindow);
    const preventDefault = vi.fn();
    standIn.app.emit('open-file', { preventDefault }, '/early.precipice');
    const opened: string[] = [];
    files.deliverTo((file) => opened.push(file));
    standIn.app.emit('open-file', { preventDefault }, '/later.precipice');
    standIn.app.emit('second-instance', {}, ['precipice', 'x.precipice'], '/work');
    expect(opened).toEqual(['/early.precipice', '/later.precipice', path.resolve('/work/x.precipice')]);
    expect(preventDefault).toHaveBeenCalledTimes(2);
  });

  test('that do not exist are said in a dialog', () => {
    openStudyFile(testCore(), app, '/nowhere/a.precipice');
    expect(standIn.dialog.showErrorBox).toHaveBeenCalledWith(
      'Precipice',
      '/nowhere/a.precipice does not exist.',
    );
  });

  test('that exist are shown by the page and listed as recent', () => {
    const core = testCore();
    const file = path.join(temporaryFolder(), 'a.precipice');
    writeFileSync(file, '');
    openStudyFile(core, app, file);
    expect(core.events.map(({ kind }) => kind)).toEqual(['library-changed', 'open-study']);
    expect(standIn.app.addRecentDocument).toHaveBeenCalledWith(file);
  });
});

describe('while a sweep runs', () => {
  test('the machine stays awake and the taskbar shows how far it is; its end is told', () => {
    const core = testCore();
    const window = new standIn.StandInWindow({});
    setupActivity(core.router, () => window as unknown as BrowserWindow);
    const progress = {
      runsDone: 3,
      runsTotal: 12,
      laneStepsPerSecond: 1,
      tokensPerSecond: 1,
      secondsLeft: 1,
      currentBatch: null,
      laneSteps: 0,
      batchesUnderWay: 0,
      batchesWaiting: 0,
    };
    const say = (event: ApiEvent) => core.announce(event);
    say({ kind: 'activity', id: 'a', activity: { kind: 'starting' } });
    say({ kind: 'activity', id: 'a', activity: { kind: 'running', progress } });
    expect(standIn.powerSaveBlocker.start).toHaveBeenCalledTimes(1);
    expect(window.setProgressBar).toHaveBeenLastCalledWith(0.25);
    say({ kind: 'activity', id: 'a', activity: { kind: 'idle' } });
    expect(standIn.powerSaveBlocker.stop).toHaveBeenCalledWith(7);
    expect(window.setProgressBar).toHaveBeenLastCalledWith(-1);
    say({ kind: 'sweep-ended', id: 'a', name: 'study', sentence: '12 runs are trained.' });
    expect(standIn.shown.at(-1)).toEqual({ title: 'study', body: '12 runs are trained.' });
  });

  test('quitting asks first, and stops the sweep only if told so', async () => {
    const stopAll = vi.fn(() => Promise.resolve());
    const core = { ...testCore(), sweeps: { busy: true, stopAll } };
    setupQuit(app, core as never, noWindow);
    const preventDefault = vi.fn();
    standIn.dialog.showMessageBoxSync.mockReturnValueOnce(1);
    standIn.app.emit('before-quit', { preventDefault });
    expect(preventDefault).toHaveBeenCalledTimes(1);
    expect(stopAll).not.toHaveBeenCalled();
    standIn.dialog.showMessageBoxSync.mockReturnValueOnce(0);
    standIn.app.emit('before-quit', { preventDefault });
    expect(stopAll).toHaveBeenCalledTimes(1);
    await vi.waitFor(() => expect(standIn.app.quit).toHaveBeenCalled());
    standIn.app.emit('before-quit', { preventDefault });
    expect(preventDefault).toHaveBeenCalledTimes(2);
  });

  test('quitting without a sweep asks nothing', () => {
    setupQuit(app, testCore(), noWindow);
    const preventDefault = vi.fn();
    standIn.app.emit('before-quit', { preventDefault });
    expect(preventDefault).not.toHaveBeenCalled();
    expect(standIn.dialog.showMessageBoxSync).not.toHaveBeenCalled();
  });
});

test('the menu opens studies and has what every desktop program has', () => {
  const open = vi.fn();
  for (const isMac of [true, false]) {
    const roles = menuTemplate(open, isMac).map(({ role, label }) => role ?? label);
    expect(roles).toEqual([...(isMac ? ['appMenu'] : []), 'File', 'editMenu', 'viewMenu', 'windowMenu']);
  }
});

test('the preload script puts nothing on the page but two functions', async () => {
  await import('../../src-main/shell/preload.ts');
  const [name, bridge] = standIn.contextBridge.exposeInMainWorld.mock.calls[0]! as [
    string,
    Record<string, unknown>,
  ];
  expect(name).toBe('precipice');
  expect(Object.keys(bridge)).toEqual(['call', 'onEvent']);
});
