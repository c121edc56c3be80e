// Takes the pictures of docs/ from the example study, in Chromium: node scripts/doc-pictures.ts [FOLDER]
// With a folder, all views of the app, light and dark, are put there as well, to be looked at. Needs `npm run build`, and a
// Chromium named by PRECIPICE_CHROMIUM or at /usr/bin/chromium.
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright-core';

const ROOT = path.resolve(import.meta.dirname, '..');
const DOCS = path.join(ROOT, 'docs');
const EXAMPLE = path.join(ROOT, 'resources/example.precipice');
const CLI = path.join(ROOT, 'src-main/cli/main.ts');
const NAME = 'Example: FP8 beside BF16 on Moby-Dick';
const [folder] = process.argv.slice(2);
const scratch = mkdtempSync(path.join(tmpdir(), 'precipice-pictures-'));

async function startServer(): Promise<{ address: string; stop: () => void }> {
  const server = spawn(process.execPath, [CLI, 'serve', '--json'], {
    env: { ...process.env, PRECIPICE_LIBRARY: path.join(scratch, 'library') },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  for await (const line of createInterface({ input: server.stdout })) {
    text += line;
    if (line === '}') break;
  }
  return { address: (JSON.parse(text) as { address: string }).address, stop: () => void server.kill() };
}

async function openExample(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await page.getByRole('link', { name: NAME }).click();
  await page.getByRole('heading', { level: 1, name: NAME }).waitFor();
  await page.locator('.scene-labels span').first().waitFor();
}

async function settle(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle');
  await page.waitForTimeout(1500);
}

async function showTab(page: Page, tab: string): Promise<void> {
  await page
    .getByRole('navigation', { name: 'Views of the study' })
    .getByRole('link', { name: tab, exact: true })
    .click();
  await settle(page);
}

async function takeDocs(browser: Browser, address: string): Promise<void> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 1080 } });
  await openExample(page, address);
  await settle(page);
  await page.screenshot({ path: path.join(DOCS, 'app.png') });
  await page.setViewportSize({ width: 1280, height: 860 });
  await showTab(page, 'Verdict');
  await page.screenshot({ path: path.join(DOCS, 'verdict.png') });
  for (const language of ['en', 'ja']) {
    const report = path.join(scratch, `${language}.html`);
    const options = ['--format', 'html', '--language', language, '--out', report];
    execFileSync(process.execPath, [CLI, 'export', EXAMPLE, ...options], { stdio: 'ignore' });
    await page.setViewportSize({ width: 820, height: 1160 });
    await page.emulateMedia({ media: 'print' });
    await page.goto(pathToFileURL(report).href);
    // The margin of a printed page.
    await page.addStyleTag({ content: 'body { padding: 40px }' });
    await page.screenshot({ path: path.join(DOCS, `report-${language}.png`) });
  }
  await page.close();
}

async function takeAll(browser: Browser, address: string, into: string): Promise<void> {
  mkdirSync(into, { recursive: true });
  for (const colorScheme of ['light', 'dark'] as const) {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, colorScheme });
    const take = (name: string) =>
      page.screenshot({ path: path.join(into, `${colorScheme}-${name}.png`), fullPage: true });
    await page.goto(address);
    await page.getByRole('link', { name: NAME }).waitFor();
    await settle(page);
    await take('library');
    for (const view of ['new', 'import', 'help']) {
      await page.evaluate(`location.hash = '#/${view}'`);
      await settle(page);
      await take(view);
    }
    await openExample(page, address);
    for (const tab of ['Map', 'Verdict', 'Programs', 'Probe', 'Runs', 'About']) {
      await showTab(page, tab);
      await take(tab.toLowerCase());
    }
    await page.close();
  }
}

const server = await startServer();
const browser = await chromium.launch({
  executablePath: process.env.PRECIPICE_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'],
});
try {
  await takeDocs(browser, server.address);
  if (folder !== undefined) await takeAll(browser, server.address, folder);
} finally {
  await browser.close();
  server.stop();
  rmSync(scratch, { recursive: true, force: true });
}
