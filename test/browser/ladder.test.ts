// The ladder of a study whose rows are sizes, in the app.
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

  test('is no view of a study whose rows are batch sizes', async () => {
    const page = await app.open();
    await page.getByRole('link', { name: 'Example: FP8 beside BF16 on Moby-Dick' }).first().click();
    await page.getByRole('link', { name: 'Verdict' }).waitFor();
    expect(await page.getByRole('link', { name: 'Ladder' }).count()).toBe(0);
  });
});
