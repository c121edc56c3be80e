// A sweep on its page in Chromium: watched, paused, resumed, cancelled and tried again.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPlannedStudy } from '../../src-main/sweep/runner.ts';
import { parseSpec } from '../../src-main/spec/spec.ts';
import { corpusOf, readText, textFacts } from '../../src-main/sweep/text-source.ts';
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
    // One at a time: that of the test before may still be ending.
    await expect.poll(() => app.core.sweeps.busy).toBe(false);
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
    const waiting = () =>
      page
        .locator('g.cell')
        .evaluateAll((cells) => [
          cells.length,
          cells.filter((cell) => cell.getAttribute('data-state') === 'waiting').length,
        ]);
    await expect.poll(waiting).toEqual([12, 0]);
  });

  test('draws a run that was chosen before it was trained, though the table no longer has it', async () => {
    const spec = parseSpec({ ...SPEC, name: 'planned', steps: 200 });
    const file = app.core.library.freePath(spec.name);
    const source = readText(spec.text!);
    createPlannedStudy(file, { spec, text: textFacts(source, corpusOf(source, spec), spec) }).close();
    const page = await app.open();
    const card = page.getByRole('listitem').filter({ hasText: 'planned' });
    await card.getByText('so far', { exact: true }).waitFor();
    await page.getByRole('link', { name: 'planned' }).click();
    await page.locator('.told-first').getByText('so far', { exact: true }).waitFor();
    await page.getByRole('link', { name: 'Runs' }).click();
    await page.getByLabel('State', { exact: true }).selectOption('planned');
    await page.getByLabel('Draw run 1', { exact: true }).check();
    await page.getByText('No run of these has finished yet.').waitFor();
    const { id } = app.core.library.add(file);
    await expect.poll(() => app.core.sweeps.busy).toBe(false);
    const answer = await app.core.router.call('sweep.resume', { id, device: 'wasm' }, { readOnly: false });
    expect(answer.kind).toBe('result');
    await page.getByRole('group', { name: 'Loss and gradient norm by step' }).waitFor();
    await expect.poll(() => page.getByLabel('Draw run 1', { exact: true }).count()).toBe(0);
  });

  test('is watched, paused, resumed, cancelled after a question, and tried again', async () => {
    const page = await app.open();
    await begun(page, 'endless', ENDLESS);
    await page.getByRole('progressbar').waitFor();
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByRole('button', { name: 'Resume' }).click();
    await page.getByRole('progressbar').waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Keep running' }).click();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel runs' }).click();
    await page.getByText(/ cancelled/).waitFor();
    await page.getByRole('button', { name: /^Retry/ }).click();
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByRole('button', { name: 'Resume' }).waitFor();
  });
});
