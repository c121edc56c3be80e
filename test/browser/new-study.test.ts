// The New study view in Chromium: filled in wrongly and rightly, by keyboard alone, and its sweep watched to its end.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { ApiEvent, LibraryListing, StudyCard } from '../../src-main/contract/contract.ts';
import { specOfSize } from '../../src-main/plan/sized-preset.ts';
import { readPreset, readSizedPreset } from '../../src-main/sweep/preset-files.ts';
import { focusedName, openForm } from './form.ts';
import { axeViolations, describeInBrowser, startApp, type App } from './support.ts';

/** One recipe, two learning rates, one batch size, one seed, a model of width 16, 20 steps. */
const TINY: Readonly<Record<string, string>> = {
  'Name of the study': 'form test',
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

function ending(app: App): Promise<Extract<ApiEvent, { kind: 'sweep-ended' }>> {
  return new Promise((resolve) => {
    const stop = app.core.router.subscribe((event) => {
      if (event.kind !== 'sweep-ended') return;
      stop();
      resolve(event);
    });
  });
}

describeInBrowser('the form for a new study', () => {
  let app: App;
  beforeAll(async () => {
    app = await startApp();
  });
  afterAll(() => app?.close());

  test('says what is wrong at its field and beside the start, and goes there instead of starting', async () => {
    const page = await openForm(app);
    const heads = page.getByLabel('Heads', { exact: true });
    await heads.fill('5');
    const sentence = 'Heads is 5; it must be a divisor of width, 48.';
    await expect.poll(() => heads.getAttribute('aria-invalid')).toBe('true');
    const describedBy = await heads.getAttribute('aria-describedby');
    await expect.poll(() => page.locator(`[id="${describedBy}"]`).textContent()).toBe(sentence);
    await expect.poll(() => page.locator('#form-problem').textContent()).toContain(sentence);
    await page.getByRole('button', { name: 'Start', exact: true }).click();
    await expect
      .poll(() => heads.evaluate((element) => element === element.ownerDocument.activeElement))
      .toBe(true);
    await heads.fill('6');
    await expect.poll(() => heads.getAttribute('aria-invalid')).toBeNull();
    await expect.poll(() => page.locator('#form-problem').textContent()).toBe('');
  });

  test('a problem in a folded part opens it', async () => {
    const page = await openForm(app);
    const fold = page.locator('summary', { hasText: /^Optimizer$/ });
    await fold.click();
    await page.getByLabel('Warm-up').fill('12');
    await fold.click();
    await page.getByLabel('Warm-up').waitFor({ state: 'hidden' });
    await page.getByLabel('Steps', { exact: true }).fill('10');
    await page.getByLabel('Warm-up').waitFor({ state: 'visible' });
    await expect
      .poll(() => page.locator('#form-problem').textContent())
      .toMatch(/Warm-up is 12; it must be at most steps, 10\./);
  });

  test('takes a program by name, shows what its triggers do, and says what refinement trains at most', async () => {
    const page = await openForm(app);
    await page.getByText('Add or remove recipes').click();
    const programs = page.getByRole('group', { name: 'A program that changes the recipe during a run' });
    await programs.getByLabel('Program').selectOption('guarded-fp8');
    await programs.getByLabel('over').selectOption('mxfp8');
    await programs.getByRole('button', { name: 'Add' }).click();
    await page.getByRole('heading', { name: 'guarded-fp8:mxfp8' }).waitFor();
    await page.getByText(/underflow above 0\.5: bf16-mixed for \d+ steps/).waitFor();
    await expect.poll(() => programs.getByRole('button', { name: 'Add' }).isDisabled()).toBe(true);
    await page.getByLabel('Refine').fill('0.333');
    const facts = page.getByRole('region', { name: 'Before starting' });
    await page.getByLabel('How many').fill('6');
    await page.getByLabel('Seeds per cell').fill('3');
    // Six of the eighteen runs of a row for its edge, three for its pairs.
    await facts.getByText('at most 50 % of their steps are trained').waitFor();
    await page.getByLabel('Stop runs early').selectOption('never');
    await expect.poll(() => page.locator('#form-problem').textContent()).toBe('');
  });

  test('starts a sweep and shows its study, which finishes', async () => {
    const page = await openForm(app);
    await page.getByLabel('Add controls').uncheck();
    await page.getByRole('button', { name: 'Remove tensorwise' }).click();
    await page.locator('summary', { hasText: /^Optimizer$/ }).click();
    for (const [label, text] of Object.entries(TINY))
      await page.getByLabel(label, { exact: true }).fill(text);
    const facts = page.getByRole('region', { name: 'Before starting' });
    await expect
      .poll(() => facts.getByRole('definition').first().textContent())
      .toMatch(/^2 1 recipe × 2 learning rates/);
    const ended = ending(app);
    await page.getByRole('button', { name: 'Start', exact: true }).click();
    await page.waitForURL(/#\/study\//);
    expect(await ended).toMatchObject({ name: 'form test' });
    const card = await cardOf(app, 'form test');
    expect(card.counts.finished).toBe(2);
    await page
      .getByRole('status')
      .getByText(/^form test: /)
      .waitFor();
    // What was typed has become a study: the form begins anew.
    await page.getByRole('navigation').getByRole('link', { name: 'New study' }).click();
    await expect.poll(() => page.getByLabel('Name of the study').inputValue()).toBe('quick');
    // And the study's spec can be had again.
    await page.goto(`${page.url().replace(/#.*/, '')}#/new/${card.id}`);
    await page.getByText('now: the spec of form test').waitFor();
    await expect.poll(() => page.getByLabel('Name of the study').inputValue()).toBe('form test copy');
    await expect.poll(() => page.getByLabel('Width', { exact: true }).inputValue()).toBe('16');
  });

  test('can be used by keyboard alone', async () => {
    const page = await app.open();
    await page.getByRole('link', { name: 'New study' }).first().waitFor();
    await tabTo(page, 'New study');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Start', exact: true }).waitFor();
    await tabTo(page, /^exponent \d+ runs/);
    await page.keyboard.press('Space');
    await tabTo(page, 'log-spaced');
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => focusedName(page)).toBe('a list');
    await tabTo(page, 'Values');
    await tabTo(page, 'Heads');
    await page.keyboard.press('Control+A');
    await page.keyboard.type('7');
    await tabTo(page, 'Steps');
    await expect.poll(() => page.locator('#form-problem').textContent()).toContain('Heads is 7');
    await page.keyboard.press('Enter');
    await expect.poll(() => focusedName(page)).toBe('Heads');
    await page.keyboard.press('Control+A');
    await page.keyboard.type('3');
    await tabTo(page, 'Thresholds of the verdicts');
    await page.keyboard.press('Enter');
    await tabTo(page, 'Confidence');
    await page.keyboard.type('0.9');
    await tabTo(page, 'Start');
    await expect.poll(() => page.locator('#form-problem').textContent()).toBe('');
  });

  test('nothing typed is lost by leaving, loading a preset can be undone', async () => {
    const page = await openForm(app);
    await page.getByLabel('Name of the study').fill('half done');
    await page.getByLabel('Heads', { exact: true }).fill('many');
    await page.getByRole('navigation').getByRole('link', { name: 'Library' }).click();
    await page.getByRole('heading', { name: 'Studies on this machine' }).waitFor();
    await page.reload();
    await page.getByRole('navigation').getByRole('link', { name: 'New study' }).click();
    const name = page.getByLabel('Name of the study');
    await expect.poll(() => name.inputValue()).toBe('half done');
    await expect.poll(() => page.getByLabel('Heads', { exact: true }).inputValue()).toBe('many');
    await page.getByRole('button', { name: /^standard \d+ runs/ }).click();
    await expect.poll(() => name.inputValue()).toBe('standard');
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => name.inputValue()).toBe('half done');
  });

  test('saves the spec as a file and loads it again', async () => {
    const page = await openForm(app);
    await page.getByLabel('Name of the study').fill('a/b');
    await page.getByLabel('Layers', { exact: true }).fill('3');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save the spec' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('a-b.json');
    const file = path.join(app.library, 'a-b.json');
    await download.saveAs(file);
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({
      name: 'a/b',
      model: { layers: 3 },
      learningRates: (readPreset('quick') as { learningRates: unknown }).learningRates,
    });
    await page.getByRole('button', { name: /^mantissa/ }).click();
    await page.getByLabel('Load a spec').setInputFiles(file);
    await page.getByText('now: a-b.json').waitFor();
    await expect.poll(() => page.getByLabel('Layers', { exact: true }).inputValue()).toBe('3');
    const wrong = Buffer.from('{"name": "x"}');
    await page
      .getByLabel('Load a spec')
      .setInputFiles({ name: 'wrong.json', mimeType: 'application/json', buffer: wrong });
    await page.getByText(/^wrong\.json is not a spec: model is missing/).waitFor();
    await expect.poll(() => page.getByLabel('Layers', { exact: true }).inputValue()).toBe('3');
  });

  test('a preset that is sized by the machine is measured first, and says what it has become', async () => {
    const { router } = app.core;
    const call = router.call.bind(router);
    const measured = Promise.withResolvers<null>();
    const sentence = 'Sized for 1 h on a made device.';
    const spec = specOfSize(readSizedPreset('gpu-hour')!, 1, 5);
    const calls = vi.spyOn(router, 'call').mockImplementation(async (procedure, input, rights) => {
      if (procedure !== 'spec.size') return call(procedure, input, rights);
      await measured.promise;
      return { kind: 'result', result: { spec, sentence } };
    });
    const page = await openForm(app);
    await page.getByRole('button', { name: /^gpu-hour/ }).click();
    await page.getByRole('button').getByText('training a few steps').waitFor();
    await page.getByLabel('Name of the study').fill('typed meanwhile');
    measured.resolve(null);
    await page.getByRole('status').getByText(sentence).waitFor();
    await expect.poll(() => page.getByLabel('Name of the study').inputValue()).toBe('gpu-hour');
    const layers = String(spec.model.layers);
    await expect.poll(() => page.getByLabel('Layers', { exact: true }).inputValue()).toBe(layers);
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => page.getByLabel('Name of the study').inputValue()).toBe('typed meanwhile');
    await page.getByText(sentence).waitFor({ state: 'detached' });
    calls.mockRestore();
  });

  test('at 200 % zoom it is one column without sideways scrolling', async () => {
    const page = await openForm(app, { viewport: { width: 640, height: 450 } });
    await page.getByText('Add or remove recipes').click();
    await page.getByText('Name, stages, own optimizer settings').first().click();
    const { scrollWidth, clientWidth } = await page
      .locator('html')
      .evaluate(({ scrollWidth: content, clientWidth: window }) => ({
        scrollWidth: content,
        clientWidth: window,
      }));
    expect(scrollWidth).toBe(clientWidth);
  });

  test.each([
    ['nothing', 'light', undefined],
    // The other rules do not depend on colours.
    ['no contrast', 'dark', ['color-contrast']],
  ] as const)('axe objects to %s of it in %s', async (_what, colorScheme, rules) => {
    const page = await openForm(app, { colorScheme });
    expect(await axeViolations(page, rules)).toEqual([]);
    for (const summary of await page.locator('summary').all()) await summary.click();
    await page.getByRole('button', { name: 'Add a stage' }).first().click();
    await page.getByRole('button', { name: 'Set for this recipe' }).first().click();
    await page.getByRole('radio', { name: 'a text file' }).check();
    await page.locator('#form-problem li').first().waitFor();
    expect(await axeViolations(page, rules)).toEqual([]);
  });
});

describeInBrowser('the form where jobs can be submitted', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'precipice-sbatch-'));
  const asked = path.join(folder, 'asked');
  const { PATH } = process.env;
  let app: App;
  beforeAll(async () => {
    const refuses = `#!/bin/sh\nprintf '%s\\n' "$@" >'${asked}'\necho 'sbatch: error: invalid partition specified: gpu' >&2\nexit 1\n`;
    writeFileSync(path.join(folder, 'sbatch'), refuses, { mode: 0o755 });
    process.env.PATH = `${folder}${path.delimiter}${PATH}`;
    app = await startApp();
  });
  afterAll(async () => {
    process.env.PATH = PATH;
    await app?.close();
    rmSync(folder, { recursive: true });
  });

  test('asks Slurm for what was typed, and says what sbatch does not take', async () => {
    const page = await openForm(app);
    const before = page.getByRole('region', { name: 'Before starting' });
    await before.getByLabel('Train').selectOption('slurm');
    await before.getByLabel('Partition').fill('gpu');
    await before.getByLabel('Time limit').fill('4:00:00');
    const more = page.locator('summary', { hasText: /^Set-up, container and further options$/ });
    await more.click();
    await before.getByLabel('Options of sbatch').fill('account physics');
    await before.getByLabel('Set-up lines').fill('module load cuda');
    await page
      .locator('#form-problem')
      .getByText('Options of sbatch is account physics; it must be')
      .waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Start', exact: true }).click();
    await expect
      .poll(() =>
        before.getByLabel('Options of sbatch').evaluate((own) => own === own.ownerDocument.activeElement),
      )
      .toBe(true);
    await before.getByLabel('Options of sbatch').fill('--account=physics');
    await page.locator('#form-problem').getByText('Options of sbatch').waitFor({ state: 'detached' });
    // A draft keeps it.
    await page.reload();
    await expect.poll(() => before.getByLabel('Set-up lines').inputValue()).toBe('module load cuda');
    await page.getByRole('button', { name: 'Start', exact: true }).click();
    await page.getByRole('alert').getByText('invalid partition specified: gpu').waitFor();
    expect(readFileSync(asked, 'utf8').split('\n')).toEqual(
      expect.arrayContaining(['--test-only', '--partition=gpu', '--time=4:00:00', '--account=physics']),
    );
    const { files } = await app.core.library.list();
    expect(files.filter(({ isExample }) => !isExample)).toEqual([]);
  });
});

describeInBrowser('the form where studies can only be read', () => {
  test('says so and does not start', async () => {
    const app = await startApp({ readOnly: true });
    const page = await app.open();
    await page.goto(`${page.url().replace(/#.*/, '')}#/new`);
    await page.getByText('Here studies can only be read; nothing is started.').waitFor();
    await expect.poll(() => page.getByRole('button', { name: 'Start', exact: true }).isDisabled()).toBe(true);
    await app.close();
  });
});

async function cardOf(app: App, name: string): Promise<StudyCard> {
  const answer = await app.core.router.call('library.list', {}, { readOnly: true });
  if (answer.kind === 'error') throw new Error(answer.error.message);
  return (answer.result as LibraryListing).studies.find((card) => card.name === name)!;
}

/** @throws Error if Tab alone does not lead there. */
async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  for (let tabs = 0; tabs < 120; tabs++) {
    await page.keyboard.press('Tab');
    const found = await focusedName(page);
    if (typeof name === 'string' ? found === name : name.test(found)) return;
  }
  throw new Error(`Tab does not lead to ${String(name)}.`);
}
