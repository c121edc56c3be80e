// The app in a real browser for tests: the built renderer, a core on a temporary library, the server on loopback, Chromium.
// A test file that uses it skips with a line where no Chromium is found. No claims about the app here.
import { AxeBuilder } from '@axe-core/playwright';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { chromium, type Browser, type BrowserContextOptions, type Locator, type Page } from 'playwright-core';
import { describe } from 'vitest';
import { createCore, type Core } from '../../src-main/api/core.ts';
import { startServer, type RunningServer } from '../../src-main/server/server.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const PAGES = path.join(ROOT, 'dist/renderer');
/** Pages are composed without a GPU, and WebGL is software, which costs too much for all the rest; a container's root has no sandbox. */
const ARGUMENTS = ['--no-sandbox', '--disable-gpu', '--enable-unsafe-swiftshader'];
const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];

function findChromium(): string | null {
  const given = process.env.PRECIPICE_CHROMIUM;
  if (given) return given;
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  const files = NAMES.flatMap((name) => folders.map((folder) => path.join(folder, name)));
  return files.find((file) => existsSync(file)) ?? null;
}

const executable = findChromium();

export const EXAMPLE = path.join(ROOT, 'resources/example.precipice');
export const EXAMPLE_NAME = 'Example: FP8 beside BF16 on Moby-Dick';

/** A group of tests that need Chromium: from PRECIPICE_CHROMIUM, or on the PATH. */
export function describeInBrowser(name: string, body: () => void): void {
  if (executable === null) {
    process.stderr.write(`Skipped, for there is no Chromium (set PRECIPICE_CHROMIUM): ${name}\n`);
  }
  describe.skipIf(executable === null)(name, body);
}

const LOCK = path.join(ROOT, 'build/browser-test.lock');
/** Whether the test that has the lock was killed. */
function isLeft(lock: string): boolean {
  try {
    const pid = readFileSync(lock, 'utf8');
    if (pid !== '') process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

/** Builds what is stale: the kernels and the renderer. Test files run in several processes; one builds, others wait. */
export async function buildOnce(): Promise<void> {
  mkdirSync(path.dirname(LOCK), { recursive: true });
  for (;;) {
    try {
      writeFileSync(LOCK, String(process.pid), { flag: 'wx' });
      break;
    } catch {
      if (isLeft(LOCK)) rmSync(LOCK, { recursive: true, force: true });
      await sleep(200);
    }
  }
  try {
    for (const script of ['scripts/build-kernels.ts', 'scripts/build-renderer.ts']) {
      // vitest says NODE_ENV=test, with which React would be built for development.
      const environment = { ...process.env, NODE_ENV: 'production' };
      execFileSync(process.execPath, [script], { cwd: ROOT, stdio: 'inherit', env: environment });
    }
  } finally {
    rmSync(LOCK);
  }
}

export function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: executable!, args: ARGUMENTS });
}

export interface App {
  readonly core: Core;
  readonly server: RunningServer;
  readonly browser: Browser;
  /** Folder of the studies, empty at first but for the example; gone after `close`. */
  readonly library: string;
  /** A new page of its own session at the app's address. What goes wrong on it is thrown by `close`. */
  open(options?: BrowserContextOptions): Promise<Page>;
  /** @throws Error if a page had an uncaught error or wrote an error to its console. */
  close(): Promise<void>;
}

export interface AppSettings {
  readonly readOnly?: boolean;
  /** Puts study files into the library's folder before the core starts. */
  readonly prepare?: (library: string) => void | Promise<void>;
}

export async function startApp({ readOnly = false, prepare }: AppSettings = {}): Promise<App> {
  await buildOnce();
  const library = mkdtempSync(path.join(tmpdir(), 'precipice-browser-'));
  await prepare?.(library);
  const core = createCore({ libraryFolder: library, reveal: null, readOnly, runsCommands: true });
  const server = await startServer({
    router: core.router,
    pages: PAGES,
    host: '127.0.0.1',
    port: 0,
    readOnly,
  });
  const browser = await launchChromium();
  const wrongs: string[] = [];
  return {
    core,
    server,
    browser,
    library,
    async open(options = {}) {
      const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
      // A page on two busy cores without a GPU may take long.
      context.setDefaultTimeout(90_000);
      const page = await context.newPage();
      page.on('pageerror', (error) => wrongs.push(error.message));
      page.on('console', (message) => {
        if (message.type() === 'error') wrongs.push(message.text());
      });
      await page.goto(server.address);
      await page.getByRole('heading', { level: 1 }).waitFor();
      return page;
    },
    async close() {
      await browser.close();
      await core.sweeps.stopAll();
      core.close();
      await server.close();
      rmSync(library, { recursive: true, force: true });
      if (wrongs.length > 0) throw new Error(`The page had errors: ${wrongs.join(' | ')}`);
    },
  };
}

/** What axe finds wrong with the page as it is, by all rules or these, one line each: rule, what it says, where. */
export async function axeViolations(page: Page, rules?: readonly string[]): Promise<string[]> {
  // Of what is right axe need not tell where it is, which takes it longer than the rules.
  const builder = new AxeBuilder({ page }).options({ resultTypes: ['violations'] });
  const { violations } = await (rules ? builder.withRules([...rules]) : builder).analyze();
  return violations.map(
    ({ id, help, nodes }) => `${id}: ${help} (${nodes.map(({ target }) => target.join(' ')).join('; ')})`,
  );
}

export async function openExample(app: App, options: BrowserContextOptions = {}): Promise<Page> {
  const page = await app.open(options);
  // Last in the library; a copy of it may stand before.
  await page.getByRole('link', { name: EXAMPLE_NAME }).last().click();
  await page.getByRole('heading', { level: 1, name: EXAMPLE_NAME }).waitFor();
  return page;
}

export function pinnedPanel(page: Page): Locator {
  return page.getByRole('region', { name: 'The pinned cell' });
}

/** Chooses in the export menu of a study and presses save; the file comes as a download. */
export async function chooseExport(
  page: Page,
  what: string,
  format: string,
  choices: Readonly<Record<string, string>> = {},
): Promise<void> {
  await page.getByRole('button', { name: 'Export …' }).click();
  const dialog = page.getByRole('dialog', { name: 'Export' });
  await dialog.getByRole('radio', { name: what, exact: true }).check();
  await dialog.getByLabel('Format').selectOption(format);
  for (const [label, value] of Object.entries(choices)) await dialog.getByLabel(label).selectOption(value);
  await dialog.getByRole('button', { name: 'Save the file' }).click();
}
