// A sweep on its page in Chromium: watched, paused, resumed, given up and tried again.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeInBrowser, startApp, type App } from './support.ts';

const SPEC = {
  model: { layers: 1, width: 16, heads: 2, context: 16 },
  recipes: ['bf16-mixed', 'fp8-unscaled'],
  learningRates: [0.001, 0.01, 0.1],
  batchSizes: [1, 2],
  seeds: 2,
};

/** Steps that no machine is through with while a test clicks. */
const ENDLESS = 1_000_000;

describeInBrowser('a live sweep', () => {
  let app: App;
  beforeAll(async () => {
    app = await startApp();
  });
  afterAll(() => app?.close());

  async function begun(page: Page, name: string, steps: number): Promise<void> {
    const spec = { ...SPEC, name, steps };
    const answer = await app.core.router.call('sweep.start', { spec, device: 'wasm' }, { readOnly: false });
    expect(answer.kind).toBe('result');
    await page.getByRole('link', { name }).click();
    await page.getByRole('heading', { level: 1, name }).waitFor();
  }

  test('is finished on its page, which says so and shows every cell', async () => {
    const page = await app.open();
    await begun(page, 'short', 1000);
    await page.getByText('24 runs finished').waitFor();
    await page.getByRole('status').getByText('short: ').first().waitFor();
    const states = await page
      .locator('g.cell')
      .evaluateAll((cells) => cells.map((cell) => cell.getAttribute('data-state')));
    expect(states).toHaveLength(12);
    expect(states).not.toContain('waiting');
  });

  test('is watched, paused, resumed, given up after a question, and tried again', async () => {
    const page = await app.open();
    await begun(page, 'endless', ENDLESS);
    await page.getByRole('progressbar').waitFor();
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByRole('button', { name: 'Resume' }).click();
    await page.getByRole('progressbar').waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Keep as it is' }).click();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Give them up' }).click();
    await page.getByText(/ cancelled/).waitFor();
    await page.getByRole('button', { name: /^Retry/ }).click();
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByRole('button', { name: 'Resume' }).waitFor();
  });
});
