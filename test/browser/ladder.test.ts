// The ladder of a study whose rows are sizes, in the app.
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { axeViolations, describeInBrowser, startApp, type App } from './support.ts';

describeInBrowser('the ladder', () => {
  let app: App;
  beforeAll(async () => {
    app = await startApp();
  });
  afterAll(() => app?.close());

  test('shows the held-out size, and says of a model that one names what is expected or why nothing is', async () => {
    const page = await app.open();
    await page.getByRole('link', { name: 'Example: a ladder of sizes on Moby-Dick' }).click();
    await page.getByRole('link', { name: 'Ladder' }).click();
    const ladder = page.getByRole('region', { name: 'Ladder of sizes' });
    const penalty = ladder
      .getByRole('rowgroup')
      .filter({ hasText: 'Precision penalty, nats' })
      .getByRole('row', { name: /^tensorwise/ });
    await penalty.getByText(/^[+−]?[\d.]+, within the interval$/).waitFor();
    const maps = ladder.getByRole('group', { name: /a map for each size$/ });
    // The smallest and the largest of five.
    for (const heading of [/^width 16, [\d,]+ parameters$/, /^width 64, [\d,]+ parameters$/])
      await maps.getByText(heading).waitFor();
    const size = ladder.getByRole('textbox', { name: 'Size of your model' });
    await size.fill('1.3e9');
    await penalty.getByText(/^that size is .* doublings beyond the largest one measured/).waitFor();
    await size.fill('80000');
    await penalty.getByText(/ at 80,000 parameters$/).waitFor();
    expect(await axeViolations(page)).toEqual([]);
  });

  test('decides on the larger model that one names, by what its sizes say of it', async () => {
    const page = await app.open();
    await page.getByRole('link', { name: 'Example: a ladder of sizes on Moby-Dick' }).click();
    await page.getByRole('link', { name: 'Verdict' }).click();
    const verdict = page.locator('.verdict');
    await verdict.getByText(/Name the larger model you want to decide for, in the Verdict view/).waitFor();
    const model = page.getByRole('region', { name: 'Your model' });
    const parameters = model.getByRole('textbox', { name: 'Parameters of your model' });
    await parameters.fill('0');
    await model.getByText('A number from 1 to 1e15', { exact: false }).waitFor();
    await parameters.fill('1.3e9');
    await verdict.getByText(/the penalty of the model that it is about is not known: that size is/).waitFor();
    const numbers = page.getByRole('region', { name: 'In numbers' });
    await numbers
      .getByText(/^tensorwise, Precision penalty, nats: nothing is said of larger models: /)
      .waitFor();
    await numbers.getByText(/expected of the held-out size, .* measured: within the interval\.$/).waitFor();
    // What tokens are worth the reader may say where the ladder does not.
    await page.getByRole('checkbox', { name: 'Set token efficiency, q yourself' }).check();
    await expect.poll(() => verdict.textContent()).not.toContain('is not known: that size');
    await parameters.fill('80000');
    await numbers.getByText(/at 80,000 parameters \S+ is expected \(95 % from /).waitFor();
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Report (HTML)' }).click();
    const report = await readFile(await (await download).path(), 'utf8');
    expect(report).toMatch(/at 80,000 parameters \S+ is expected \(95 % from /);
    await model.getByRole('textbox', { name: 'Tokens of your model' }).fill('1e18');
    await numbers.getByText(/nothing is said of larger models: .* tokens per parameter/).waitFor();
    expect(await axeViolations(page)).toEqual([]);
  });

  test('is no view of a study whose rows are batch sizes', async () => {
    const page = await app.open();
    await page.getByRole('link', { name: 'Example: FP8 beside BF16 on Moby-Dick' }).first().click();
    await page.getByRole('link', { name: 'Verdict' }).waitFor();
    expect(await page.getByRole('link', { name: 'Ladder' }).count()).toBe(0);
  });
});
