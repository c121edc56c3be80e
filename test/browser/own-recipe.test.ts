// A recipe of one's own in Chromium: made in the form, wrong and right, trained, and seen in the map.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Spec } from '../../src-main/spec/spec.ts';
import { axeViolations, describeInBrowser, startApp, type App } from './support.ts';

const TINY: Readonly<Record<string, string>> = {
  'Name of the study': 'own test',
  'How many': '2',
  'All batch sizes': '2',
  'Seeds per cell': '1',
  Width: '16',
  Heads: '2',
  Context: '16',
  Steps: '20',
  'Statistics every': '',
  Validation: '4',
  'Warm-up': '',
  Refine: '',
};

function ending(app: App): Promise<void> {
  return new Promise((resolve) => {
    const stop = app.core.router.subscribe((event) => {
      if (event.kind !== 'sweep-ended') return;
      stop();
      resolve();
    });
  });
}

describeInBrowser('a recipe of one’s own', () => {
  let app: App;
  beforeAll(async () => {
    app = await startApp();
  });
  afterAll(() => app?.close());

  test('is made in the form, told what is wrong at its site, trained, and drawn in the map', async () => {
    const page = await app.open();
    await page.getByRole('navigation').getByRole('link', { name: 'New study' }).click();
    await page.getByRole('button', { name: 'Start', exact: true }).waitFor();
    await page.getByLabel('Add controls').uncheck();
    await page.locator('summary', { hasText: /^Optimizer$/ }).click();
    for (const [label, text] of Object.entries(TINY))
      await page.getByLabel(label, { exact: true }).fill(text);
    await page.getByText('Add or remove recipes').click();
    const picker = page.getByRole('group', { name: 'A recipe of your own' });
    await picker.getByLabel('that extends').selectOption('tensorwise');
    await picker.getByRole('button', { name: 'Add' }).click();
    const card = page
      .getByRole('listitem')
      .filter({ has: page.getByRole('heading', { name: 'my-tensorwise', exact: true }) });
    await card.getByText('Sites', { exact: true }).click();

    // Nothing is changed yet; then one site is, and marked.
    const row = card.getByRole('row', { name: /^linear\.forward\.activation/ });
    await expect.poll(() => card.getByText('changed', { exact: true }).count()).toBe(0);
    await expect.poll(() => row.getByLabel('Format of').inputValue()).toBe('e4m3fn');
    await row.getByLabel('Scaling of').selectOption('block');
    await expect.poll(() => card.getByText('changed', { exact: true }).count()).toBe(1);

    const along = row.getByLabel('along of');
    await along.fill('0');
    const sentence =
      /linear\.forward\.activation\.scaling\.along of recipe my-tensorwise is 0; it must be a whole number from 1 to 65536\./;
    await expect.poll(() => row.locator('.bad').textContent()).toMatch(sentence);
    await expect.poll(() => page.locator('#form-problem').textContent()).toMatch(sentence);
    await along.fill('32');
    await expect.poll(() => page.locator('#form-problem').textContent()).toBe('');

    // A second site, taken back again.
    const residual = card.getByRole('row', { name: /^residual/ });
    await residual.getByLabel('Format of').selectOption('bf16');
    await expect.poll(() => residual.getByRole('img').count()).toBe(1);
    await expect.poll(() => card.getByText('changed', { exact: true }).count()).toBe(2);
    await residual.getByRole('button', { name: 'Reset residual' }).click();
    await expect.poll(() => residual.getByLabel('Format of').inputValue()).toBe('FP32');

    await card.getByLabel('Whether there is accumulation').selectOption('set');
    await card.getByLabel('Whether there is lossScale').selectOption('dynamic');
    await card.getByLabel('initial of lossScale').fill('1024');
    await card.getByLabel('Whether there is hadamard').selectOption('set');
    await card.getByLabel('hadamard', { exact: true }).fill('8');
    const transforms = /hadamard of recipe my-tensorwise is 8; it must be null or 16\./;
    await expect.poll(() => page.locator('#form-problem').textContent()).toMatch(transforms);
    await card.getByLabel('hadamard', { exact: true }).fill('16');
    await expect.poll(() => page.locator('#form-problem').textContent()).toBe('');
    expect(await axeViolations(page)).toEqual([]);

    // Another recipe names it, and follows its new name.
    const programs = page.getByRole('group', { name: 'A program that changes the recipe during a run' });
    await programs.getByLabel('over').selectOption('my-tensorwise');
    await programs.getByRole('button', { name: 'Add' }).click();
    await card.getByText('Name, stages, own optimizer settings').click();
    const name = card.getByLabel('Name', { exact: true });
    await name.fill('mine');
    await name.press('Tab');
    await page.getByRole('heading', { name: 'mine', exact: true }).waitFor();
    await expect.poll(() => page.locator('#form-problem').textContent()).toBe('');

    await expect.poll(() => page.locator('#form-problem').textContent()).toBe('');
    const ended = ending(app);
    await page.getByRole('button', { name: 'Start', exact: true }).click();
    await page.waitForURL(/#\/study\//);
    await ended;
    const id = decodeURIComponent(/#\/study\/([^/?]+)/.exec(page.url())![1]!);
    const answer = await app.core.router.call('study.spec', { id }, { readOnly: true });
    if (answer.kind === 'error') throw new Error(answer.error.message);
    const spec = answer.result as Spec;
    const own = spec.recipes.find((recipe) => recipe.name === 'mine');
    expect(own).toEqual({
      name: 'mine',
      extends: 'tensorwise',
      'linear.forward.activation': { format: 'e4m3fn', scaling: { kind: 'block', along: 32 } },
      accumulation: { bits: 14, promoteEvery: 128 },
      lossScale: { kind: 'dynamic', initial: 1024, growthInterval: 2000 },
      hadamard: 16,
      stages: [{ recipe: 'mine', untilStep: null }],
    });
    await page.getByRole('heading', { name: 'own test' }).waitFor();
    await page.getByLabel('Recipe', { exact: true }).selectOption('mine');
    const drawn = page.locator('svg text').filter({ hasText: /^mine$/ });
    await expect.poll(() => drawn.count()).toBeGreaterThan(0);
  });
});
