// The app for everyone, in Chromium: by keyboard alone, for screen readers (axe), in dark, enlarged, and without WebGL.
import { copyFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  axeViolations,
  describeInBrowser,
  EXAMPLE,
  EXAMPLE_NAME,
  openExample,
  pinnedPanel,
  startApp,
  type App,
} from './support.ts';

/** Presses Tab until the focus is on what the selector names. */
async function tabTo(page: Page, selector: string): Promise<void> {
  await page.locator(selector).first().waitFor();
  for (let presses = 0; presses < 60; presses++) {
    await page.keyboard.press('Tab');
    if (await page.evaluate(`document.activeElement?.matches('${selector}')`)) return;
  }
  throw new Error(`The keyboard does not reach ${selector}.`);
}

/** Every view in turn, each as a user leaves it: opened, something chosen. */
async function visitAll(page: Page, visit: (view: string) => Promise<void>): Promise<void> {
  await page.getByText('broken.precipice is not a study').waitFor();
  await visit('library');
  const own = page.getByRole('listitem').filter({ hasText: 'Rename' });
  await own.getByRole('button', { name: 'Rename' }).click();
  await page.getByRole('dialog').waitFor();
  await visit('a question');
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  await page.getByRole('link', { name: 'New study' }).first().click();
  await page.getByRole('heading', { name: 'New study' }).waitFor();
  await visit('new study');
  await page.evaluate("location.hash = '#/import'");
  await page.getByText('Choose files').waitFor();
  await visit('import');
  await page.getByRole('link', { name: 'Library' }).click();
  await page.getByRole('link', { name: EXAMPLE_NAME }).first().click();
  await page.locator('.scene-labels span').first().waitFor();
  await page.locator('.pictures').focus();
  await page.keyboard.press('ArrowRight');
  await pinnedPanel(page).getByRole('group', { name: 'Loss and gradient norm by step' }).waitFor();
  await page.getByText('The map as a table').click();
  await page.getByRole('region', { name: 'Table of fp8-unscaled' }).waitFor();
  await visit('map');
  for (const [name, shown] of [
    ['Verdict', '.verdict'],
    ['Programs', '.empty'],
    ['Runs', '.runs-body .run'],
    ['About', 'dl.facts'],
  ] as const) {
    await page.getByRole('link', { name }).click();
    await page.locator(shown).first().waitFor();
    await visit(name.toLowerCase());
  }
  // Beside names of any length there is room for what they say.
  const rooms = await page.locator('dl.facts dd').evaluateAll((all) => all.map((each) => each.clientWidth));
  expect(Math.min(...rooms)).toBeGreaterThan(100);
  await page.evaluate("location.hash = '#/study/nothing'");
  await page.getByRole('alert').waitFor();
  await visit('a study that is gone');
}

describeInBrowser('comfort', () => {
  let app: App;
  beforeAll(async () => {
    app = await startApp({
      prepare: (library) => {
        writeFileSync(path.join(library, 'broken.precipice'), 'this is no database'.repeat(100));
        copyFileSync(EXAMPLE, path.join(library, 'own.precipice'));
      },
    });
  });
  afterAll(() => app?.close());

  test.each([
    ['nothing on any view', 'light', undefined],
    // The other rules do not depend on colours.
    ['no contrast on any view', 'dark', ['color-contrast']],
  ] as const)('axe objects to %s, in %s', async (_what, colorScheme, rules) => {
    const page = await app.open({ colorScheme });
    const found: string[] = [];
    await visitAll(page, async (view) => {
      found.push(...(await axeViolations(page, rules)).map((violation) => `${view}: ${violation}`));
    });
    expect(found).toEqual([]);
  });

  test.each([
    ['125 %', { width: 1024, height: 720 }],
    ['200 %', { width: 640, height: 450 }],
  ])('at %s no view scrolls sideways', async (_zoom, viewport) => {
    const page = await app.open({ viewport });
    const wide: string[] = [];
    await visitAll(page, async (view) => {
      const overhang = (await page.evaluate(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      )) as number;
      if (overhang > 0) wide.push(`${view}: ${overhang} pixels`);
    });
    expect(wide).toEqual([]);
  });

  test('by keyboard alone: open the example, go from cell to cell, choose, and leave', async () => {
    const page = await app.open();
    await tabTo(page, 'a.card-link');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: EXAMPLE_NAME }).waitFor();
    await tabTo(page, 'button[aria-haspopup="dialog"]');
    await tabTo(page, '.pictures');
    for (const key of ['ArrowRight', 'ArrowRight', 'ArrowUp']) await page.keyboard.press(key);
    const heading = pinnedPanel(page).getByRole('heading');
    await heading.waitFor();
    await expect.poll(() => heading.textContent()).toContain('learning rate 2.15e-3, batch size 4');
    await page.keyboard.press('End');
    await expect.poll(() => heading.textContent()).toContain('learning rate 1e0');
    await page.keyboard.press('Escape');
    await heading.waitFor({ state: 'detached' });
    await tabTo(page, 'summary');
    await page.keyboard.press('Enter');
    await page.getByRole('region', { name: 'Table of bf16-mixed' }).waitFor();
    // Beyond the last control the focus begins again at the top.
    await tabTo(page, 'header nav a');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Studies on this machine' }).waitFor();
  });

  test('without WebGL the same picture is shown flat, with a sentence', async () => {
    const page = await app.open();
    await page.addInitScript({ content: 'HTMLCanvasElement.prototype.getContext = () => null;' });
    await page.reload();
    await page.getByRole('link', { name: EXAMPLE_NAME }).first().click();
    await page.getByText('This machine offers no WebGL.').waitFor();
    await page.getByRole('group', { name: '3D picture' }).locator('svg').waitFor();
    await page.getByRole('button', { name: 'Export …' }).click();
    const menu = page.getByRole('dialog', { name: 'Export' });
    await menu.getByRole('radio', { name: '3D picture', exact: true }).waitFor();
    expect(await menu.getByRole('radio', { name: '3D picture as on the screen' }).count()).toBe(0);
  });

  test('a graphics context that is lost midway leaves the flat picture, and 3D can be tried again', async () => {
    const page = await openExample(app);
    await page.locator('.scene-labels span').first().waitFor();
    await page.evaluate(
      "document.querySelector('.scene canvas').getContext('webgl2').getExtension('WEBGL_lose_context').loseContext()",
    );
    await page.getByText('The graphics context was lost.').waitFor();
    await page.getByRole('group', { name: '3D picture' }).locator('svg').waitFor();
    await page.getByRole('button', { name: 'Try 3D again' }).click();
    await page.locator('.scene-labels span').first().waitFor();
  });
});
