// Takes the pictures of docs/ from the example study: node scripts/doc-pictures.ts (pictured-app.ts says what it needs).
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { CLI, launchForPictures, ROOT, servePictured, settle, type PicturedApp } from './pictured-app.ts';

const DOCS = path.join(ROOT, 'docs');
const EXAMPLE = path.join(ROOT, 'resources/example.precipice');
const NAME = 'Example: FP8 beside BF16 on Moby-Dick';

async function openExample(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await page.getByRole('link', { name: NAME }).click();
  await page.getByRole('heading', { level: 1, name: NAME }).waitFor();
  await page.locator('.scene-labels span').first().waitFor();
}

async function showTab(page: Page, tab: string): Promise<void> {
  await page
    .getByRole('navigation', { name: 'Views of the study' })
    .getByRole('link', { name: tab, exact: true })
    .click();
  await settle(page);
}

async function takeDocs(browser: Browser, { address, scratch }: PicturedApp): Promise<void> {
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

const app = await servePictured();
const browser = await launchForPictures();
try {
  await takeDocs(browser, app);
} finally {
  await browser.close();
  app.close();
}
