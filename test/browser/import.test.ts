// Importing runs of another tool in Chromium: choose, correct the mapping, import, look at the map.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { axeViolations, describeInBrowser, startApp, type App } from './support.ts';

const CSV = ['rate,batch_size,seed,precision,final_loss']
  .concat(
    ['bf16', 'fp8'].flatMap((recipe) =>
      [0.001, 0.01, 0.1].map(
        (rate) => `${rate},8,0,${recipe},${recipe === 'fp8' && rate === 0.1 ? 'nan' : 3}`,
      ),
    ),
    ['0.2,8,0,fp8,soon'],
  )
  .join('\n');

const FOLDERS = path.join(import.meta.dirname, '../oracle/golden/folders');
const GOLDEN = path.join(import.meta.dirname, '../oracle/golden/imports');

async function choose(page: Page, files: readonly { readonly name: string; readonly buffer: Buffer }[]) {
  const chooser = page.waitForEvent('filechooser');
  await page.getByText('Choose files').click();
  await (await chooser).setFiles(files.map((file) => ({ ...file, mimeType: 'application/octet-stream' })));
}

const csv = (name: string, text: string) => ({ name, buffer: Buffer.from(text) });
const golden = (name: string) => ({ name, buffer: readFileSync(path.join(GOLDEN, name)) });
/** Texts of the rows of a table. */
const rowsOf = async (page: Page, name: string) =>
  (await page.getByRole('table', { name }).locator('tr').allInnerTexts()).map((row) => row.split('\t'));

/** As the system drops it: with all that lies in it. */
async function drop(page: Page, place: string): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: [place], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await session.send('Input.dispatchDragEvent', { type, x: 300, y: 300, data });
}

/** Of the first input of a look, as it is asked for. */
const mappingOf = (input: unknown) =>
  (input as { inputs: { mapping: { failedMeans: object } | null }[] }).inputs[0]!.mapping;

/** Takes away what was chosen. */
const remove = (page: Page) => page.getByRole('button', { name: /^Remove/ }).click();

async function openImport(app: App): Promise<Page> {
  const page = await app.open();
  await page.getByRole('link', { name: 'Import runs' }).click();
  return page;
}

describeInBrowser('the import', () => {
  let app: App;
  beforeAll(async () => {
    app = await startApp();
  });
  afterAll(() => app?.close());

  test('says what is missing, takes the correction, lists the bad row, and makes the study', async () => {
    const page = await app.open();
    await page.getByRole('link', { name: 'Import runs' }).click();
    const chooser = page.waitForEvent('filechooser');
    await page.getByText('Choose files').click();
    await (await chooser).setFiles({ name: 'sweep.csv', mimeType: 'text/csv', buffer: Buffer.from(CSV) });
    await page.getByText('No column is the learning rate; say which').waitFor();
    await expect.poll(() => page.getByRole('button', { name: /^Import 0/ }).isDisabled()).toBe(true);
    await page.getByLabel('learning rate', { exact: true }).selectOption('rate');
    await page.getByText('Line 8: final_loss is "soon"; it must be a number.').waitFor();
    await page.getByText('Nothing says what the final loss of 5 runs is worth').waitFor();
    await page.getByLabel('size of the vocabulary').fill('65');
    await page.getByLabel('size of the vocabulary').blur();
    expect(await axeViolations(page)).toEqual([]);
    if (process.env.PRECIPICE_PICTURES)
      await page.screenshot({ path: `${process.env.PRECIPICE_PICTURES}/import.png`, fullPage: true });
    await page.getByRole('button', { name: 'Import 6 runs' }).click();
    await page.getByRole('heading', { level: 1, name: 'sweep' }).waitFor();
    await page.getByText('Imported runs', { exact: true }).first().waitFor();
    await page.getByRole('link', { name: 'About' }).click();
    await page.getByText('sweep.csv (CSV): 6 runs').waitFor();
  });

  test('keeps every choice that is made while the file is read, and imports by no older one', async () => {
    const { router } = app.core;
    const call = router.call.bind(router);
    const reading = Promise.withResolvers<null>();
    const calls = vi.spyOn(router, 'call').mockImplementation(async (procedure, input, face) => {
      const isChoice = procedure === 'import.preview' && mappingOf(input) !== null;
      if (isChoice) await reading.promise;
      return call(procedure, input, face);
    });
    const page = await app.open();
    await page.getByRole('link', { name: 'Import runs' }).click();
    const chooser = page.waitForEvent('filechooser');
    await page.getByText('Choose files').click();
    const buffer = Buffer.from(
      CSV.replace('rate', 'lr')
        .replace('final_loss', 'final_loss,start_loss')
        .replaceAll(/(3|nan)$/gm, '$1,4'),
    );
    await (await chooser).setFiles({ name: 'slow.csv', mimeType: 'text/csv', buffer });
    const button = page.getByRole('button', { name: 'Import 6 runs' });
    await expect.poll(() => button.isEnabled()).toBe(true);
    await page.getByLabel('losses are in').selectOption('bits');
    await page.getByLabel('baseline').selectOption('fp8');
    await expect.poll(() => page.getByLabel('losses are in').inputValue()).toBe('bits');
    await expect.poll(() => page.getByLabel('baseline').inputValue()).toBe('fp8');
    await expect.poll(() => button.isDisabled()).toBe(true);
    reading.resolve(null);
    await button.click();
    await page.getByRole('heading', { level: 1, name: 'slow' }).waitFor();
    const [, created] = calls.mock.calls.find(([procedure]) => procedure === 'import.create')!;
    expect(created).toMatchObject({ inputs: [{ mapping: { lossUnit: 'bits', baseline: 'fp8' } }] });
    calls.mockRestore();
  });

  test('shows labels to come and what is left out by learning rate, and asks what the words of the file mean', async () => {
    const page = await openImport(app);
    const lines = ['1e-3,8,0,bf16,2,finished', '1e-3,8,1,bf16,2.1,finished', '1e-2,8,0,bf16,9,finished'];
    const open = ['1e-2,8,1,bf16,,crashed', '1e-2,8,2,bf16,3,killed', '1e-2,8,3,bf16,soon,finished'];
    await choose(page, [
      csv('states.csv', ['lr,micro_batch_size,seed,precision,loss,status', ...lines, ...open].join('\n')),
    ]);
    await page.getByText('status is "killed" for 1 run whose losses do not tell').waitFor();
    await page.getByLabel('size of the vocabulary').fill('1.5');
    await page.getByText('It must be a whole number of 2 or more.').waitFor();
    await page.getByLabel('size of the vocabulary').fill('65');
    await page.getByLabel('size of the vocabulary').press('Enter');
    await page.getByLabel('a run whose state is “crashed”').selectOption('diverged');
    await page.getByLabel('a run whose state is “killed”').selectOption('left-out');
    await page.getByLabel('batch size times devices', { exact: true }).selectOption('a number for all runs');
    await page.getByLabel('batch size times devices, for all runs').fill('4');
    await page.getByLabel('batch size times devices, for all runs').press('Enter');
    await expect.poll(() => page.getByRole('button', { name: 'Import 4 runs' }).isEnabled()).toBe(true);
    await expect
      .poll(() => rowsOf(page, 'Runs by learning rate'))
      .toEqual([
        ['recipe', 'learning rate', 'stable', 'unstable', 'left out'],
        ['bf16', '1e-3', '2', '0', '0'],
        ['bf16', '1e-2', '0', '2', '2'],
      ]);
    await expect.poll(async () => (await rowsOf(page, 'The first runs'))[1]?.slice(3, 4)).toEqual(['32']);
    await page.getByRole('button', { name: 'Import 4 runs' }).click();
    await page.getByRole('heading', { level: 1, name: 'states' }).waitFor();
    // Both are of one cell of the map, which says how many.
    await expect.poll(() => page.locator('svg .panel .left-out').allTextContents()).toEqual(['2']);
    await page.getByRole('link', { name: 'About' }).click();
    await page
      .getByText('2 rows were left out and might have been runs: 2 at learning rate 1e-2')
      .first()
      .waitFor();
  });

  test('imports by the last choice, in whatever order the looks at the file arrive', async () => {
    const { router } = app.core;
    const call = router.call.bind(router);
    const secondCame = Promise.withResolvers<null>();
    const calls = vi.spyOn(router, 'call').mockImplementation(async (procedure, input, face) => {
      if (procedure === 'import.preview' && mappingOf(input) !== null) {
        if (Object.keys(mappingOf(input)!.failedMeans).length > 0)
          setImmediate(() => secondCame.resolve(null));
        else await Promise.race([secondCame.promise, sleep(1000)]);
      }
      return call(procedure, input, face);
    });
    const page = await openImport(app);
    await choose(page, [golden('optuna-studies.db')]);
    await page.getByLabel('study', { exact: true }).selectOption('second');
    await page.getByLabel('a run whose state is “fail”').selectOption('infrastructure');
    await expect.poll(() => page.getByRole('button', { name: 'Import 12 runs' }).isEnabled()).toBe(true);
    calls.mockRestore();
  });

  test('takes a database with the log beside it, and lets study and objective be chosen', async () => {
    const page = await openImport(app);
    await choose(page, [golden('optuna-live.db-wal'), golden('optuna-live.db')]);
    await page.getByLabel('a run whose state is “fail”').selectOption('infrastructure');
    await expect.poll(() => page.getByRole('button', { name: 'Import 12 runs' }).isEnabled()).toBe(true);
    await remove(page);
    await choose(page, [golden('optuna-studies.db')]);
    await page.getByText('It holds 2 studies (first, second)').waitFor();
    await page.getByLabel('study', { exact: true }).selectOption('second');
    await page.getByLabel('a run whose state is “fail”').selectOption('infrastructure');
    await expect.poll(() => page.getByRole('button', { name: 'Import 12 runs' }).isEnabled()).toBe(true);
    await remove(page);
    await choose(page, [golden('optuna-objectives.db')]);
    await page.getByLabel('the objective that is the loss').selectOption('0 (throughput, maximized)');
    await page.getByText('"values_0" was maximised, so it is no loss').waitFor();
  });

  test('is cancelled while the file is read, and while the study is made, of which nothing is left', async () => {
    // However soon the file is read: the page is told when it has asked to leave off.
    const { router } = app.core;
    const call = router.call.bind(router);
    const cancelled = Promise.withResolvers<null>();
    const calls = vi.spyOn(router, 'call').mockImplementation(async (procedure, input, face) => {
      if (procedure === 'import.cancel') cancelled.resolve(null);
      const answer = await call(procedure, input, face);
      if (procedure === 'import.preview') await cancelled.promise;
      return answer;
    });
    const page = await openImport(app);
    const rows = Array.from(
      { length: 60_000 },
      (_, i) => `${1e-4 * (1 + (i % 50))},8,${Math.floor(i / 50)},${2 + (i % 7)}`,
    );
    const text = ['lr,bs,seed,loss', ...rows].join('\n');
    await choose(page, [csv('large.csv', text)]);
    await page.getByRole('button', { name: 'Cancel' }).click();
    await expect.poll(() => page.getByRole('button', { name: 'Cancel' }).count()).toBe(0);
    await expect.poll(() => page.getByRole('button', { name: /^Import/ }).count()).toBe(0);
    await choose(page, [csv('large.csv', text)]);
    await page.getByLabel('size of the vocabulary').fill('65');
    await page.getByLabel('size of the vocabulary').press('Enter');
    const button = page.getByRole('button', { name: 'Import 60,000 runs' });
    await expect.poll(() => button.isEnabled()).toBe(true);
    await button.click();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await expect.poll(() => button.isEnabled()).toBe(true);
    const left = () => readdirSync(app.library).filter((name) => name.startsWith('large'));
    await expect.poll(left).toEqual([]);
    calls.mockRestore();
  });

  test('takes a folder that is dropped, on the import and on the library, that is chosen, and that is named', async () => {
    const folder = path.join(FOLDERS, 'csv');
    const isRead = async (page: Page) => {
      await page.getByRole('region', { name: 'Inputs' }).getByText('csv', { exact: true }).waitFor();
      await page.getByText('folder, 12 runs').waitFor();
    };
    const page = await openImport(app);
    await page.getByText('Choose a folder').waitFor();
    await drop(page, folder);
    await isRead(page);
    await page.goto(`${app.server.address}`);
    await page.getByRole('heading', { name: 'Studies on this machine' }).waitFor();
    await drop(page, folder);
    await page.getByRole('heading', { name: 'Import runs of another tool' }).waitFor();
    await isRead(page);
    const second = await openImport(app);
    const chooser = second.waitForEvent('filechooser');
    await second.getByText('Choose a folder').click();
    await (await chooser).setFiles(folder);
    await isRead(second);
    const third = await openImport(app);
    await third.getByLabel('or a path on the machine').fill(folder);
    await third.getByRole('button', { name: 'Read', exact: true }).click();
    await isRead(third);
    expect(await axeViolations(third)).toEqual([]);
    await third.getByLabel('or a path on the machine').fill('runs');
    await third.getByRole('button', { name: 'Read', exact: true }).click();
    await third.getByText('"runs" is no full path').waitFor();
  });

  test('several inputs become one study, each with what was understood of it, and further ones are added', async () => {
    const page = await openImport(app);
    const lines = (name: string, rows: readonly string[]) =>
      csv(name, ['lr,batch_size,seed,precision,loss,start_loss', ...rows].join('\n'));
    // Chosen together, and no runs of one folder.
    await choose(page, [
      lines('bf16.csv', ['1e-3,8,0,bf16,2,4', '1e-2,8,0,bf16,2.5,4']),
      lines('fp8.csv', ['1e-3,8,0,fp8,2.1,4', '1e-2,8,0,fp8,nan,4', '1e-2,8,0,fp8,3,4']),
    ]);
    const inputs = page.getByRole('region', { name: 'Inputs' });
    await inputs
      .getByText('CSV, 1 run, 1 repeats another, 1 row left out')
      .or(inputs.getByText('CSV, 2 runs, 1 repeats another, 1 row left out'))
      .waitFor();
    await page.getByLabel('or a path on the machine').fill('/no/such');
    await page.getByRole('button', { name: 'Read', exact: true }).click();
    await inputs.getByText('/no/such is neither a file nor a folder.').waitFor();
    const button = page.getByRole('button', { name: 'Import 4 runs' });
    expect(await button.isDisabled()).toBe(true);
    await inputs.getByRole('button', { name: 'Remove such' }).click();
    await expect.poll(() => button.isEnabled()).toBe(true);
    await page.getByLabel('of runs with the same settings and seed').selectOption('first');
    await inputs.getByRole('button', { name: 'bf16.csv', exact: true }).click();
    await page.getByRole('region', { name: 'Match columns: bf16.csv' }).waitFor();
    expect(await page.getByLabel('of runs with the same settings and seed').inputValue()).toBe('first');
    expect(await axeViolations(page)).toEqual([]);
    await expect.poll(() => button.isEnabled()).toBe(true);
    await button.click();
    await page.getByRole('heading', { level: 1, name: 'bf16' }).waitFor();
    await page.getByRole('link', { name: 'Add runs' }).click();
    await expect.poll(() => page.getByLabel('Add to').locator('option:checked').innerText()).toBe('bf16');
    await choose(page, [lines('more.csv', ['1e-1,8,0,bf16,9,4', '1e-3,8,0,bf16,2,4'])]);
    await inputs.getByText('CSV, 1 new run, 1 repeats another').waitFor();
    await page.getByRole('button', { name: 'Add 1 run', exact: true }).click();
    await page.getByText('Runs: 1 new, 0 changed, 4 the same.').waitFor();
    await page.getByText('5 runs finished').waitFor();
    await page.close();
  });

  test('a random search becomes a map of columns whose cells name the rates in them', async () => {
    const rates = Array.from({ length: 40 }, (_, i) => 10 ** (-4.5 + 3 * ((0.618034 * i) % 1)));
    const lines = rates.map((rate, i) => `${rate},8,${i},bf16,${rate > 0.003 ? 9 : 2.5}`);
    const page = await openImport(app);
    await choose(page, [csv('search.csv', ['lr,batch_size,seed,precision,loss', ...lines].join('\n'))]);
    await page.getByLabel('freely drawn learning rates').selectOption('4');
    await page.getByText('40 freely drawn learning rates are shown in columns of 1/4').waitFor();
    await page.getByLabel('size of the vocabulary').fill('65');
    await page.getByLabel('size of the vocabulary').press('Enter');
    await page.getByRole('button', { name: 'Import 40 runs' }).click();
    await page.getByText('learning rate, in columns of 1/4 of a decade (log scale)').first().waitFor();
    const column = 10 ** -3.5;
    const own = rates.filter((rate) => Math.abs(Math.log10(rate / column)) < 1 / 8);
    expect(own.length).toBeGreaterThan(1);
    await page.locator('g.cell[data-learning-rate="0.0003162"]').click();
    const details = page.getByRole('region', { name: 'The pinned cell' });
    await details.waitFor();
    expect(await details.getByRole('heading').first().innerText()).toContain(
      `0 of ${own.length} runs unstable`,
    );
    expect(await details.getByRole('columnheader').allInnerTexts()).toContain('learning rate');
    expect(await details.getByRole('row').count()).toBe(own.length + 1);
    await page.close();
  });
});
