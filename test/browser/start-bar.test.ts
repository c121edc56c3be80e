// What the New study form says beside its start, in Chromium: what is wrong, what it could not show, how long it takes.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { focusedName, openForm } from './form.ts';
import { axeViolations, describeInBrowser, startApp, type App } from './support.ts';

describeInBrowser('the start of a new study', () => {
  let app: App;
  beforeAll(async () => {
    app = await startApp();
  });
  afterAll(() => app?.close());

  test('keeps the start in view, tells everything that is wrong beside it at once, and leads to each field', async () => {
    const page = await openForm(app, { viewport: { width: 900, height: 600 } });
    const start = page.getByRole('button', { name: 'Start', exact: true });
    const isInView = async () => {
      const box = (await start.boundingBox())!;
      return box.y >= 0 && box.y + box.height <= 600;
    };
    expect(await isInView()).toBe(true);
    await page.getByLabel('Layers', { exact: true }).fill('many');
    await page.getByLabel('Heads', { exact: true }).fill('5');
    await page.getByLabel('Seeds per cell').fill('0');
    const list = page.locator('#form-problem').getByRole('button');
    await expect
      .poll(() => list.allTextContents())
      .toEqual([
        'Layers is "many"; it must be a whole number from 1 to 96.',
        'The number of seeds is 0; it must be a whole number from 1 to 1000.',
        'Heads is 5; it must be a divisor of width, 48.',
      ]);
    expect(await isInView()).toBe(true);
    await list.nth(1).click();
    await expect.poll(() => focusedName(page)).toBe('Seeds per cell');
    // The field that is led to is not below the bar.
    const field = (await page.getByLabel('Seeds per cell').boundingBox())!;
    expect(field.y + field.height).toBeLessThan((await start.boundingBox())!.y);
  });

  test('warns of two seeds and of short runs at their fields, and lets them be', async () => {
    const page = await openForm(app);
    await page.getByLabel('Seeds per cell').fill('2');
    await page.getByLabel('Steps', { exact: true }).fill('120');
    for (const [label, words] of [
      ['Seeds per cell', /^With two seeds a failure by chance/],
      ['Steps', /^Runs of 120 steps measure how fast a model learns/],
    ] as const) {
      const notes = (await page.getByLabel(label, { exact: true }).getAttribute('aria-describedby'))!;
      await page
        .locator(`[id="${notes.split(' ').at(-1)}"]`)
        .getByText(words)
        .waitFor();
    }
    await expect.poll(() => page.getByRole('note').getByRole('button').count()).toBe(2);
    await expect.poll(() => page.locator('#form-problem').textContent()).toBe('');
    expect(await axeViolations(page)).toEqual([]);
  });

  test('measures the time on this machine by itself, says so beside the start, and tells the cost', async () => {
    const page = await openForm(app);
    const row = page.getByRole('row', { name: /^wasm/ });
    await row.waitFor();
    const bar = page.getByRole('region', { name: 'Start' });
    await bar.getByText(/^252 runs, [\d.]+M tokens · .* on \w+$/).waitFor();
    await page.getByLabel('Price of an hour').fill('3600');
    // A unit of currency a second: the cost is at least one, at either end of its range.
    const ends = async () => (await row.getByRole('cell').last().textContent())!.match(/\d[\d.]*/g) ?? [];
    await expect.poll(async () => (await ends()).length).toBeGreaterThan(0);
    for (const end of await ends()) expect(Number(end)).toBeGreaterThan(1);
    await page.getByLabel('Seeds per cell').fill('4');
    await page.getByText('Measured before the last change of the form.').waitFor();
    await page.getByText('Measured before the last change of the form.').waitFor({ state: 'detached' });
    await bar.getByText(/^336 runs, [\d.]+M tokens · .* on \w+$/).waitFor();
    await page.getByText(/^Without a time: .*(tensorflow|webgpu)/).waitFor();
  });
});
