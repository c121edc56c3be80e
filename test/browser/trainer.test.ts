// A study that a command trains, in Chromium: its spec loaded, the command shown and allowed, the study watched and resumed.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { importTables } from '../../src-main/study/import/create.ts';
import { guessMapping } from '../../src-main/study/import/guess/guess.ts';
import { readPlace } from '../../src-main/study/import/place.ts';
import { openStudy } from '../../src-main/study/study.ts';
import { addGrid } from '../../src-main/sweep/into/add-grid.ts';
import { planInto } from '../../src-main/sweep/into/plan.ts';
import { trainerSpec } from '../sweep/executors/command/support.ts';
import { axeViolations, describeInBrowser, startApp, type App } from './support.ts';

describeInBrowser('a study that a command trains', () => {
  let app: App;
  beforeAll(async () => {
    app = await startApp();
  });
  afterAll(() => app?.close());

  test('is started from a loaded spec once its command was allowed, says "hardware", and asks again to resume', async () => {
    const page = await app.open();
    const picture = async (name: string) => {
      if (!process.env.PRECIPICE_PICTURES) return;
      await page.screenshot({ path: `${process.env.PRECIPICE_PICTURES}/${name}.png`, fullPage: true });
    };
    await page.getByRole('navigation').getByRole('link', { name: 'New study' }).click();
    const { trainer, ...grid } = trainerSpec('edge', { concurrency: 2 });
    const spec = JSON.stringify({ ...grid, trainer: { ...trainer, folder: '.' } });
    await page
      .getByLabel('Load a spec')
      .setInputFiles({ name: 'gpt.json', mimeType: 'application/json', buffer: Buffer.from(spec) });
    await page.getByRole('heading', { level: 1, name: 'New study: fake' }).waitFor();
    // The spec was a file of the browser: a relative folder means nothing here.
    await page.getByLabel('Folder in which it runs').fill(trainer.folder);
    await page.getByLabel('Lines that it prints').selectOption('nanogpt');
    await page
      .getByLabel('Paste some lines of its log')
      .fill('iter 0: loss 4.25, time 3ms, mfu 1%\nhello\niter 1: loss nan, time 3ms, mfu 1%');
    await page.getByRole('button', { name: 'Try these lines' }).click();
    await page.getByText('2 of 3 lines are understood').waitFor();
    await page.getByRole('cell', { name: 'step 1, loss NaN: a divergence, which ends the run' }).waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await picture('trainer-start');
    await page.getByLabel('Lines that it prints').selectOption('pattern');
    await page.getByText('trainer.reports.format is null').waitFor();
    await page.getByLabel('Lines that it prints').selectOption('protocol');
    await page.getByRole('button', { name: 'Start', exact: true }).click();
    const question = page.getByRole('dialog', { name: 'Let this command train the runs?' });
    await expect.poll(() => question.locator('pre').textContent()).toBe(trainer.command);
    expect(await axeViolations(page)).toEqual([]);
    await picture('trainer-question');
    await question.getByRole('button', { name: 'Cancel' }).click();
    await question.waitFor({ state: 'hidden' });
    await page.getByRole('heading', { level: 1, name: 'New study: fake' }).waitFor();

    await page.getByRole('button', { name: 'Start', exact: true }).click();
    await question.getByRole('button', { name: 'Run the command' }).click();
    await page.getByText('24 runs finished').first().waitFor();
    await page.getByText('Hardware precision (bf16) and emulated precision (fp8)').first().waitFor();
    await page.getByRole('link', { name: 'About' }).click();
    await page.getByRole('heading', { name: 'Trained by a command' }).waitFor();
    await picture('trainer-about');

    const { studies } = await app.core.router
      .call('library.list', {}, { readOnly: true })
      .then((answer) => (answer as { result: { studies: { id: string; isExample: boolean }[] } }).result);
    const { id } = studies.find(({ isExample }) => !isExample)!;
    await expect.poll(() => app.core.sweeps.busy).toBe(false);
    const study = openStudy(app.core.library.find(id).file, 'write');
    study.repeatRuns([1, 2, 3]);
    study.close();
    await page.reload();
    await page.getByRole('button', { name: 'Resume' }).click();
    await question.getByRole('button', { name: 'Run the command' }).click();
    await page.getByText('24 runs finished').first().waitFor();
  });

  test('is resumed where its runs lie beside imported ones', async () => {
    const table = path.join(app.library, 'mixed.csv');
    const { trainer, ...grid } = trainerSpec('edge');
    writeFileSync(
      table,
      `recipe,lr,bs,seed,loss,steps\n${grid.recipes[0]!.name},0.5,${grid.batchSizes[0]},0,2,${grid.steps}\n`,
    );
    const source = readPlace(table);
    const file = path.join(app.library, 'mixed.precipice');
    importTables(file, [{ source, mapping: { ...guessMapping(source.table), vocabulary: 65 } }]);
    const study = openStudy(file, 'write');
    addGrid(study, planInto(study.info(), study.runs(), { ...grid, trainer }), null);
    study.close();
    const page = await app.open();
    await page.getByRole('link', { name: 'mixed' }).first().click();
    await page.getByRole('button', { name: 'Resume' }).click();
    const question = page.getByRole('dialog', { name: 'Let this command train the runs?' });
    await expect.poll(() => question.locator('pre').textContent()).toBe(trainer.command);
  });
});
