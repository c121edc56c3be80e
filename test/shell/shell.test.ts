// The shell against a stand-in `electron`, part by part: what the desktop adds to the page. What keeps it safe is in
// checklist.test.ts.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { App, BrowserWindow, IpcMain, MenuItemConstructorOptions, Session } from 'electron';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { ApiEvent } from '../../src-main/contract/contract.ts';
import { ENGLISH_SHELL } from '../../src-main/shell/words/en.ts';
import { temporaryFolder, testCore } from '../api/support.ts';
import * as standIn from './electron-stand-in.ts';

vi.mock('electron', () => import('./electron-stand-in.ts'));

const { setupBreakdowns } = await import('../../src-main/shell/breakdowns.ts');
const { setupActivity } = await import('../../src-main/shell/activity.ts');
const { setupIpc } = await import('../../src-main/shell/ipc.ts');
const { menuTemplate, setupMenu } = await import('../../src-main/shell/menu.ts');
const { openStudyFile, setupOpenFiles, studyFiles } = await import('../../src-main/shell/open-files.ts');
const { printByElectron } = await import('../../src-main/shell/print.ts');
const { setupProtocol } = await import('../../src-main/shell/protocol.ts');
const { setupQuit } = await import('../../src-main/shell/quit.ts');
const { openWindow } = await import('../../src-main/shell/window.ts');

const app = standIn.app as unknown as App;
const noWindow = () => null;

beforeEach(() => {
  standIn.app.removeAllListeners();
  standIn.StandInWindow.all.length = 0;
  vi.clearAllMocks();
});

describe('the window', () => {
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

test('a page is printed in a window that is never shown, without scripts, in a session that has nothing else', async () => {
  const printed = printByElectron('<!doctype html><p>one');
  const [window] = standIn.StandInWindow.all;
  const session = standIn.session.fromPartition.mock.results[0]!.value;
  expect(window!.options).toMatchObject({
    show: false,
    webPreferences: { sandbox: true, contextIsolation: true, javascript: false, session },
  });
  const [[scheme, serve]] = session.protocol.handle.mock.calls;
  const url = window!.loadURL.mock.calls[0]![0];
  expect(scheme).toBe('app');
  expect(await serve({ url }).text()).toBe('<!doctype html><p>one');
  expect(serve({ url: 'app://precipice/index.html' }).status).toBe(404);
  // The rules of the app's own session.
  const answer = vi.fn();
  session.webRequest.onBeforeRequest.mock.calls[0][0]({ url: 'https://example.org/' }, answer);
  expect(answer).toHaveBeenCalledWith({ cancel: true });

  expect(Buffer.from(await printed).toString()).toBe('%PDF-');
  expect(window!.webContents.printToPDF).toHaveBeenCalledWith({
    preferCSSPageSize: true,
    printBackground: true,
  });
  expect(window!.show).not.toHaveBeenCalled();
  expect(window!.destroy).toHaveBeenCalled();
  expect(serve({ url }).status).toBe(404);
});

describe('the session', () => {
  const session = { protocol: { handle: vi.fn() } };
  const given = session as unknown as Session;

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
      tokensLeft: 0,
      secondsLeft: { low: 1, likely: 1, high: 1 },
      currentBatch: null,
      laneSteps: 0,
      batchesUnderWay: 0,
      batchesWaiting: 0,
      round: null,
      checkpointFailure: null,
      fallback: null,
      loss: null,
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
    await expect.poll(() => standIn.app.quit).toHaveBeenCalled();
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

describe('the menu', () => {
  test('opens studies, copies the diagnostics, and has what every desktop program has', () => {
    const actions = { open: vi.fn(), copyDiagnostics: vi.fn() };
    for (const isMac of [true, false]) {
      const roles = menuTemplate(actions, isMac, ENGLISH_SHELL).map(({ role, label }) => role ?? label);
      const common = ['File', 'editMenu', 'viewMenu', 'windowMenu', 'help'];
      expect(roles).toEqual([...(isMac ? ['appMenu'] : []), ...common]);
    }
  });

  test('and the dialogs speak the language of the system, in which every item has a name', () => {
    standIn.app.getLocale.mockReturnValue('ja-JP');
    try {
      setupMenu(noWindow, vi.fn(), testCore().router);
      const [template] = standIn.Menu.buildFromTemplate.mock.calls.at(-1) as [MenuItemConstructorOptions[]];
      const named = (items: readonly MenuItemConstructorOptions[]): (string | undefined)[] =>
        items.flatMap(({ type, label, submenu }) =>
          type === 'separator' ? [] : [label, ...named((submenu as MenuItemConstructorOptions[]) ?? [])],
        );
      const names = named(template);
      expect(names).toContain('診断情報をコピー');
      expect(names.filter((name) => name === undefined || !/[ぁ-んァ-ヶ一-龠]/.test(name))).toEqual([]);
      setupQuit(app, { ...testCore(), sweeps: { busy: true, stopAll: vi.fn() } } as never, noWindow);
      standIn.app.emit('before-quit', { preventDefault: vi.fn() });
      expect(standIn.dialog.showMessageBoxSync).toHaveBeenLastCalledWith(
        expect.objectContaining({ buttons: ['停止して終了', '続ける'], cancelId: 1 }),
      );
    } finally {
      standIn.app.getLocale.mockReturnValue('en-GB');
    }
  });

  test('puts the diagnostics on the clipboard and says so', async () => {
    setupMenu(noWindow, vi.fn(), testCore().router);
    const [template] = standIn.Menu.buildFromTemplate.mock.calls[0] as [MenuItemConstructorOptions[]];
    const [item] = template.at(-1)!.submenu as MenuItemConstructorOptions[];
    expect(item!.label).toBe('Copy Diagnostics');
    (item!.click as () => void)();
    await expect.poll(() => standIn.dialog.showMessageBox).toHaveBeenCalled();
    expect(standIn.clipboard.writeText.mock.calls[0]![0]).toMatch(/^Diagnostics of .*Device wasm/s);
  });
});

describe('what breaks', () => {
  test('a page that is gone is loaded again, once a minute at most', () => {
    setupBreakdowns(app);
    const contents = { reload: vi.fn() };
    const gone = (reason: string) =>
      standIn.app.emit('render-process-gone', {}, contents, { reason, exitCode: 1 });
    gone('clean-exit');
    expect(contents.reload).toHaveBeenCalledTimes(0);
    gone('crashed');
    gone('crashed');
    expect(contents.reload).toHaveBeenCalledTimes(1);
  });
});
