// How far it is from the first start to what people come for, in clicks: a figure of the example, a verdict, a sweep of one's own.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { describeInBrowser, EXAMPLE_NAME, startApp, type App } from './support.ts';

/** From here on, what is pressed on the page is counted. */
async function countClicks(page: Page): Promise<() => Promise<number>> {
  await page.evaluate(`{
    window.clicks = 0;
    addEventListener('click', ({ isTrusted }) => (window.clicks += isTrusted ? 1 : 0), true);
  }`);
  return () => page.evaluate<number>('window.clicks');
}

describeInBrowser('from the first start', () => {
  let app: App;
  beforeAll(async () => {
    app = await startApp();
  });
  afterAll(() => app?.close());

  test('a verdict takes one click, and a figure two more', async () => {
    const page = await app.open();
    const clicks = await countClicks(page);
    await page.getByRole('link', { name: EXAMPLE_NAME }).click();
    await page.getByText('go to a pilot').first().waitFor();
    expect(await clicks()).toBe(1);
    await page.getByRole('button', { name: 'Export …' }).click();
    const download = page.waitForEvent('download');
    await page.getByRole('dialog').getByRole('button', { name: 'Save the file' }).click();
    expect((await download).suggestedFilename()).toMatch(/\.svg$/);
    expect(await clicks()).toBe(3);
  });

  test('a report for a manager takes three clicks', async () => {
    const page = await app.open();
    const clicks = await countClicks(page);
    await page.getByRole('link', { name: EXAMPLE_NAME }).click();
    await page.getByRole('link', { name: 'Verdict' }).click();
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Report (HTML)' }).click();
    expect((await download).suggestedFilename()).toMatch(/\.html$/);
    expect(await clicks()).toBe(3);
  });

  test('a sweep of one’s own trains after two clicks, and its map is there from its first run on', async () => {
    const page = await app.open();
    const clicks = await countClicks(page);
    await page.getByRole('button', { name: 'Set it up' }).click();
    await page.getByRole('button', { name: 'Start', exact: true }).click();
    await page.getByRole('progressbar').first().waitFor();
    await page
      .getByText(/\d+ of \d+ runs/)
      .first()
      .waitFor();
    await page.locator('.scene-labels span').first().waitFor();
    expect(await clicks()).toBe(2);
  });
});
