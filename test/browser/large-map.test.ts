// A grid of thousands of cells in Chromium: drawn as few elements, and still exact under the pointer, by keys and as a table.
// How fast that is with 200,000 runs is measured by bench/large-study-app.ts.
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DEFAULT_THRESHOLDS } from '../../src-main/analysis/labels/thresholds.ts';
import { createStudy } from '../../src-main/study/study.ts';
import { planRuns } from '../../src-main/plan/plan.ts';
import { parseSpec } from '../../src-main/spec/spec.ts';
import { describeInBrowser, pinnedPanel, startApp, type App } from './support.ts';

const SIDE = 50;
const RECIPES = ['bf16-mixed', 'tensorwise'];

/** 50 x 50 cells with one seed; a run is unstable above the diagonal of the grid, the later recipe ten columns earlier. */
function makeStudy(file: string): void {
  const spec = parseSpec({
    name: 'fifty by fifty',
    model: { layers: 1, width: 8, heads: 2, context: 8 },
    recipes: RECIPES,
    learningRates: { from: 1e-5, to: 1, count: SIDE },
    batchSizes: Array.from({ length: SIDE }, (_, index) => index + 1),
    seeds: 1,
    steps: 20,
  });
  const study = createStudy(file, {
    name: spec.name,
    spec,
    text: null,
    baseline: RECIPES[0]!,
    recipes: RECIPES,
    thresholds: DEFAULT_THRESHOLDS,
    runs: planRuns(spec),
  });
  study.transaction(() => {
    const runs = study.runs();
    for (const { id, recipe, learningRate, batchSize } of runs) {
      const column = spec.learningRates.indexOf(learningRate);
      const isLost = column + 10 * RECIPES.indexOf(recipe) > batchSize;
      const tailLoss = isLost ? 3.5 : 2;
      study.finishRun(id, {
        stopped: null,
        measured: {
          endStep: 20,
          startLoss: 4,
          tailLoss,
          validationLoss: tailLoss,
          nonfinite: null,
          lossSpikeScore: 0,
          gradientSpikeScore: 0,
          longestSpike: 0,
        },
        curves: { loss: new Float32Array(20).fill(tailLoss) },
        sites: [],
        siteSteps: [],
        siteStatistics: new Float32Array(),
        seconds: 1,
        device: 'wasm',
        events: [],
      });
      study.setLabels([{ id, label: isLost ? 'collapsed' : 'ok', reason: 'made', provisional: false }]);
    }
  });
  study.close();
}

describeInBrowser('a large map', () => {
  let app: App;
  let page: Page;
  beforeAll(async () => {
    app = await startApp({ prepare: (library) => makeStudy(path.join(library, 'large.precipice')) });
    page = await app.open();
    await page.getByRole('link', { name: 'fifty by fifty' }).click();
    await page.locator('.scene-labels span').first().waitFor();
  });
  afterAll(() => app?.close());

  test('is drawn as few elements', async () => {
    await page.locator('.map-pane g.panel[data-recipe="tensorwise"] path').first().waitFor();
    await expect.poll(() => page.locator('.map-pane svg *').count()).toBeLessThan(700);
    await expect.poll(() => page.locator('.map-pane g.cell').count()).toBe(0);
  });

  test('tells the cell under the pointer in numbers, and pins it by a click', async () => {
    const panel = page.locator('.map-pane g.panel[data-recipe="tensorwise"] > rect');
    await panel.scrollIntoViewIfNeeded();
    const size = (await panel.boundingBox())!;
    /** Points there until the words are of it: the page may still be moving. */
    const tells = (x: number, y: number, hasText: string) =>
      expect
        .poll(async () => {
          await panel.hover({ position: { x, y }, force: true });
          return page.locator('.words', { hasText }).count();
        })
        .toBe(1);
    // The lowest learning rate, and the largest batch size.
    await tells(2, 2, 'tensorwise, learning rate 1e-5, batch size 50: 0 of 1 runs unstable');
    // The highest learning rate, and the smallest batch size.
    const [x, y] = [size.width - 2, size.height - 2];
    await tells(x, y, 'tensorwise, learning rate 1e0, batch size 1: 1 of 1 runs unstable');
    await panel.click({ position: { x, y }, force: true });
    await pinnedPanel(page).getByRole('heading', { name: 'learning rate 1e0, batch size 1' }).waitFor();
    await page.locator('.pictures').focus();
    await page.keyboard.press('ArrowUp');
    await pinnedPanel(page).getByRole('heading', { name: 'learning rate 1e0, batch size 2' }).waitFor();
  });

  test('is a table of every cell when it is opened', async () => {
    await page.getByText('The map as a table').click();
    const table = page.getByRole('region', { name: 'Table of tensorwise' });
    await table.getByRole('row').nth(SIDE).waitFor();
    await expect.poll(() => table.getByRole('cell').count()).toBe(SIDE * SIDE);
  });
});
