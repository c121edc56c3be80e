// The probe in Chromium: asked for, watched to its end, looked at by another measure, and exported.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { axeViolations, describeInBrowser, startApp, type App } from './support.ts';
import { TINY } from '../sweep/tiny.ts';

describeInBrowser('the probe', () => {
  let app: App;
  let id: string;
  beforeAll(async () => {
    app = await startApp();
    const ended = new Promise<void>((resolve) => {
      app.core.router.subscribe(({ kind }) => kind === 'sweep-ended' && resolve());
    });
    const spec = { ...TINY, steps: 12 };
    const answer = await app.core.router.call('sweep.start', { spec, device: 'wasm' }, { readOnly: false });
    if (answer.kind === 'error') throw new Error(answer.error.message);
    ({ id } = answer.result as { id: string });
    await ended;
  });
  afterAll(() => app?.close());

  test.each(['light', 'dark'] as const)('shows where it would hurt, in a %s page', async (colorScheme) => {
    const page = await app.open({ colorScheme });
    await page.goto(`${page.url().split('#')[0]}#/study/${id}/probe`);
    await page.getByText('Recipes: fp8-unscaled').click();
    await page.getByRole('checkbox', { name: 'mxfp8', exact: true }).check();
    await page.getByLabel('Snapshots').selectOption('5');
    expect(await axeViolations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Probe', exact: true }).click();
    const found = page.getByRole('region', { name: 'Where it would hurt' });
    await found.waitFor();
    await expect.poll(() => found.locator('svg').textContent()).toContain('Steps 0 to 10.');
    await found.getByLabel('Colour').selectOption('rounding error');
    await found.getByText('Colour: signal over rounding error.').waitFor();
    expect(await axeViolations(page)).toEqual([]);
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'All numbers, CSV' }).click();
    expect((await download).suggestedFilename()).toBe('tiny.probe.csv');
    if (process.env.PRECIPICE_PICTURES) {
      const file = `${process.env.PRECIPICE_PICTURES}/probe-${colorScheme}.png`;
      await page.screenshot({ path: file, fullPage: true });
    }
  });
});
