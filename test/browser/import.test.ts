// Importing runs of another tool in Chromium: choose, correct the mapping, import, look at the map.
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
    await page.getByText('Choose a file').click();
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
      const isChoice = procedure === 'import.preview' && (input as { mapping: unknown }).mapping !== null;
      if (isChoice) await reading.promise;
      return call(procedure, input, face);
    });
    const page = await app.open();
    await page.getByRole('link', { name: 'Import runs' }).click();
    const chooser = page.waitForEvent('filechooser');
    await page.getByText('Choose a file').click();
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
    expect(await page.getByLabel('losses are in').inputValue()).toBe('bits');
    expect(await page.getByLabel('baseline').inputValue()).toBe('fp8');
    expect(await button.isDisabled()).toBe(true);
    reading.resolve(null);
    await button.click();
    await page.getByRole('heading', { level: 1, name: 'slow' }).waitFor();
    const [, created] = calls.mock.calls.find(([procedure]) => procedure === 'import.create')!;
    expect(created).toMatchObject({ mapping: { lossUnit: 'bits', baseline: 'fp8' } });
    calls.mockRestore();
  });
});
