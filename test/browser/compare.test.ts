// Studies side by side in the app: how they are chosen, what is seen and said of them, and how it is exported.
import { copyFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  axeViolations,
  chooseExport,
  describeInBrowser,
  EXAMPLE,
  EXAMPLE_NAME,
  startApp,
  type App,
} from './support.ts';

const LADDER_FILE = path.join(path.dirname(EXAMPLE), 'example-ladder.precipice');
const LADDER = 'Example: a ladder of sizes on Moby-Dick';

describeInBrowser('studies side by side', () => {
  let app: App;
  beforeAll(async () => {
    app = await startApp({
      prepare: (library) => {
        copyFileSync(EXAMPLE, path.join(library, 'copy.precipice'));
        copyFileSync(LADDER_FILE, path.join(library, 'copied-ladder.precipice'));
      },
    });
  });
  afterAll(() => app?.close());

  test('are chosen by the keyboard alone, and the choice lives in the address', async () => {
    const page = await app.open();
    await page.getByRole('link', { name: 'Compare studies' }).click();
    await page.getByText('Choose two studies or more').waitFor();
    const group = page.getByRole('group', { name: 'Studies, two to 8' });
    const boxes = group.getByRole('checkbox');
    await boxes.first().focus();
    await page.keyboard.press('Space');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    await page.getByRole('group', { name: 'Studies side by side' }).waitFor();
    // The keyboard stays on the box, however the address changes.
    expect(await group.locator('input:focus').and(boxes.nth(1)).count()).toBe(1);
    const address = page.url();
    expect(address).toMatch(/#\/compare\/\w+,\w+$/);
    await page.reload();
    await page.getByRole('group', { name: 'Studies side by side' }).waitFor();
    expect(await group.getByRole('checkbox', { checked: true }).count()).toBe(2);
    await page.goBack();
    await page.getByText('Choose two studies or more').waitFor();
    await page.goForward();
    await page.getByRole('group', { name: 'Studies side by side' }).waitFor();
    expect(page.url()).toBe(address);
  });

  test('chosen in one moment are all chosen', async () => {
    const page = await app.open();
    await page.getByRole('link', { name: 'Compare studies' }).click();
    await page.getByText('Choose two studies or more').waitFor();
    await page.evaluate(
      "[...document.querySelectorAll('.study-choice input')].slice(0, 3).forEach((box) => box.click())",
    );
    await page.getByRole('group', { name: 'Studies side by side' }).waitFor();
    expect(await page.getByRole('checkbox', { checked: true }).count()).toBe(3);
  });

  test('say what keeps them from being compared, and in what their specs differ', async () => {
    const page = await app.open();
    await page.getByRole('link', { name: EXAMPLE_NAME }).last().click();
    await page.getByRole('link', { name: 'Compare with …' }).click();
    await page.getByRole('checkbox', { name: LADDER }).first().check();
    const obstacles = page.getByRole('list', { name: 'What keeps these studies from being compared' });
    await obstacles.getByText(/^The rows are of different settings .*batch size.*width/).waitFor();
    await obstacles.getByText(/^The steps of a run differ .*400.*300/).waitFor();
    const width = page.getByRole('row', { name: /^model\.width / });
    expect(await width.getByRole('cell').allTextContents()).toEqual(['48', 'by row']);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await axeViolations(page)).toEqual([]);
    }
  });

  test('of one name are told apart, and one that is gone can be left out', async () => {
    const page = await app.open();
    await page.getByRole('link', { name: 'Compare studies' }).click();
    const boxes = page.getByRole('checkbox', { name: EXAMPLE_NAME });
    await boxes.nth(0).check();
    await boxes.nth(1).check();
    await page.getByRole('link', { name: `${EXAMPLE_NAME} (2)` }).waitFor();
    const there = page.url();
    await page.goto(`${there},0123456789abcdef`);
    await page.getByRole('alert').getByRole('link', { name: 'Leave it out' }).click();
    await page.getByRole('group', { name: 'Studies side by side' }).waitFor();
    expect(page.url()).toBe(there);
  });

  test('of sizes have their edges and penalties against size as well', async () => {
    const page = await app.open();
    await page.getByRole('link', { name: 'Compare studies' }).click();
    const boxes = page.getByRole('checkbox', { name: LADDER });
    await boxes.nth(0).check();
    const figure = page.getByRole('group', { name: 'Studies side by side' });
    await page.getByRole('checkbox', { name: EXAMPLE_NAME }).first().check();
    await figure.getByText('Edges (LR50), one for each row').waitFor();
    expect(await figure.getByText('Edge (LR50) against size').count()).toBe(0);
    await boxes.nth(1).check();
    // A row for each recipe of the ladders: BF16, scaled and unscaled FP8, of which the last two have a penalty.
    await figure.getByText('Edge (LR50) against size').first().waitFor();
    expect(await figure.getByText('Edge (LR50) against size').count()).toBe(3);
    expect(await figure.getByText('Penalty against size, nats').count()).toBe(2);
  });

  test('are exported as they are seen', async () => {
    const page = await app.open();
    await page.getByRole('link', { name: 'Compare studies' }).click();
    await page.getByRole('checkbox', { name: EXAMPLE_NAME }).first().check();
    await page.getByRole('checkbox', { name: LADDER }).first().check();
    for (const format of ['SVG', 'PNG']) {
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        chooseExport(page, 'Studies side by side', format.toLowerCase()),
      ]);
      expect(download.suggestedFilename()).toBe(`comparison.${format.toLowerCase()}`);
    }
  });
});
