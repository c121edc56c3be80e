// The Help view in Chromium: the machine is checked, and what was found is copied.
import path from 'node:path';
import { homedir } from 'node:os';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { axeViolations, describeInBrowser, openExample, startApp, type App } from './support.ts';

describeInBrowser('the help', () => {
  let app: App;
  beforeAll(async () => {
    app = await startApp();
  });
  afterAll(() => app?.close());

  test.each(['light', 'dark'] as const)(
    'checks the machine and has nothing that axe objects to, in %s',
    async (colorScheme) => {
      const page = await app.open({ colorScheme });
      await page.getByRole('link', { name: 'Help' }).click();
      await page.getByText(/^Precipice \d/).waitFor();
      const map = page.getByRole('group', { name: 'A map with numbers at what is to be read' });
      await map.getByText('6', { exact: true }).first().waitFor();
      // The example has all of its runs.
      expect(await map.getByText(/^So far/).count()).toBe(0);
      await map
        .getByText(/^fp8-unscaled \(control\) keeps 54 % of the stable region/)
        .first()
        .waitFor();
      await page.getByRole('button', { name: 'Check this machine' }).click();
      await page.getByText('Device webgpu').first().waitFor();
      expect(await axeViolations(page)).toEqual([]);
      if (process.env.PRECIPICE_PICTURES)
        await page.screenshot({
          path: `${process.env.PRECIPICE_PICTURES}/help-${colorScheme}.png`,
          fullPage: true,
        });
    },
  );

  test('a "?" beside a word says what the help says of it, by keyboard too, and goes again', async () => {
    const page = await openExample(app);
    const about = page.getByRole('button', { name: 'What “LR50” means' });
    const said = page.getByRole('note').filter({ hasText: 'The edge: the learning rate from which half' });
    await expect.poll(() => said.isVisible()).toBe(false);
    await about.focus();
    await page.keyboard.press('Enter');
    await said.waitFor({ state: 'visible' });
    expect(await axeViolations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await said.waitFor({ state: 'hidden' });
    await page.getByRole('link', { name: 'Help' }).click();
    await page
      .getByRole('region', { name: 'Words' })
      .getByText(/^The edge: the learning rate from which half/)
      .waitFor();
  });

  test('copies the diagnostics, which name no folder of the user', async () => {
    const page = await app.open({ permissions: ['clipboard-read'] });
    await page.getByRole('link', { name: 'Help' }).click();
    await page.getByRole('button', { name: 'Check this machine' }).click();
    await page.getByRole('button', { name: 'Copy diagnostics' }).click();
    await page.getByRole('status').getByText('The diagnostics are copied.').waitFor();
    const copied = (await page.evaluate('navigator.clipboard.readText()')) as string;
    expect(copied).toMatch(/^Diagnostics of \d{4}-/);
    expect(copied).toMatch(/Device wasm +WebAssembly/);
    for (const folder of [app.library, path.basename(app.library), homedir()])
      expect(copied).not.toContain(folder);
  });

  test('who opens the address without its token is told what it lacks, and no connection is tried', async () => {
    const page = await (await app.browser.newContext()).newPage();
    let sockets = 0;
    page.on('websocket', () => (sockets += 1));
    await page.goto(app.server.address.replace(/#.*/, ''));
    await page.getByRole('heading', { level: 1, name: 'This address is not complete' }).waitFor();
    expect(await axeViolations(page)).toEqual([]);
    expect(sockets).toBe(0);
  });

  test('is there for a mere reader, without the machine’s facts', async () => {
    const reader = await startApp({ readOnly: true });
    const page = await reader.open();
    await page.getByRole('link', { name: 'Help' }).click();
    await page.getByText('Studies can only be read here').waitFor();
    await expect.poll(() => page.getByRole('button', { name: 'Check this machine' }).count()).toBe(0);
    await reader.close();
  });
});
