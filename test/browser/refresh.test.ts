// An imported study read again in Chromium: asked first, then what came of it, and the map with the new runs.
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { axeViolations, describeInBrowser, startApp, type App } from './support.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'precipice-refresh-'));

describeInBrowser('an imported study', () => {
  let app: App;
  beforeAll(async () => {
    app = await startApp();
  });
  afterAll(async () => {
    await app?.close();
    rmSync(folder, { recursive: true });
  });

  test('is read again from where its runs lie, once that was allowed', async () => {
    const file = path.join(folder, 'growing.csv');
    writeFileSync(
      file,
      'lr,bs,seed,precision,loss,state\n0.1,8,0,bf16,2.5,finished\n0.2,8,0,bf16,,running\n',
    );
    const page = await app.open();
    await page.getByRole('link', { name: 'Import runs' }).click();
    await page.getByLabel('or a path on the machine').fill(file);
    await page.getByRole('button', { name: 'Read', exact: true }).click();
    await page.getByLabel('size of the vocabulary').fill('65');
    await page.getByLabel('size of the vocabulary').blur();
    await page.getByRole('button', { name: 'Import 1 run' }).click();
    await page.getByRole('heading', { level: 1, name: 'growing' }).waitFor();
    writeFileSync(
      file,
      'lr,bs,seed,precision,loss,state\n0.1,8,0,bf16,2.5,finished\n0.2,8,0,bf16,2.6,finished\n',
    );
    appendFileSync(file, '0.4,8,0,bf16,nan,finished\n');
    await page.getByRole('button', { name: 'Refresh' }).click();
    const dialog = page.getByRole('dialog', { name: 'Read again what has changed?' });
    await dialog.getByText(file).waitFor();
    expect(await axeViolations(page)).toEqual([]);
    if (process.env.PRECIPICE_PICTURES)
      await page.screenshot({ path: `${process.env.PRECIPICE_PICTURES}/refresh.png` });
    await dialog.getByRole('button', { name: 'Refresh' }).click();
    await page
      .getByText('1 of 1 input has changed and been read again. Runs: 2 new, 0 changed, 1 the same.')
      .waitFor();
    if (process.env.PRECIPICE_PICTURES)
      await page.screenshot({ path: `${process.env.PRECIPICE_PICTURES}/refreshed.png` });
    await page.getByText('3 runs finished').waitFor();
    await page.getByRole('link', { name: 'About' }).click();
    await page.getByText(file).first().waitFor();
  });
});
