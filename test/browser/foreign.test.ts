// A study from a stranger in Chromium: whatever its names say, they are text on every page.
import Database from 'better-sqlite3';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { seal } from '../../src-main/study/seal.ts';
import { contents, makeStudy, RECIPES } from '../study/foreign-support.ts';
import { describeInBrowser, pinnedPanel, startApp, type App } from './support.ts';

const ATTACK = '<img src=x onerror="window.attacked=1"><script>window.attacked=2</script>';
const NAME = `stranger ${ATTACK}`;

function makeHostile(file: string): void {
  const recipe = `fp8 ${ATTACK}`;
  // What the transport marks its own values with must not be taken for a value of the file.
  const spec = { name: 'x', $float32: 'AAA', $bytes: [0, 9], $number: 'NaN' };
  makeStudy(file, {
    name: NAME,
    spec,
    recipes: [RECIPES[0], recipe],
    runs: contents().runs.map((run) => (run.recipe === RECIPES[1] ? { ...run, recipe } : run)),
  });
  const database = new Database(file);
  database.prepare('UPDATE run SET reason = ?, device = ?').run(ATTACK, ATTACK);
  database.prepare('UPDATE run SET nonfinite_tensor = ? WHERE nonfinite_step IS NOT NULL').run(ATTACK);
  database.prepare('UPDATE environment SET facts = json_object(?, ?)').run(ATTACK, ATTACK);
  database.prepare("UPDATE study SET text_facts = json_set(text_facts, '$.name', ?)").run(ATTACK);
  database.close();
  seal(file);
}

describeInBrowser('a study with hostile names', () => {
  let app: App;
  beforeAll(async () => {
    app = await startApp({ prepare: (library) => makeHostile(path.join(library, 'hostile.precipice')) });
  });
  afterAll(() => app?.close());

  test('is shown in library and every tab, and none of it runs', async () => {
    const page = await app.open();
    let dialogs = 0;
    page.on('dialog', (dialog) => {
      dialogs += 1;
      void dialog.dismiss();
    });
    await page.getByRole('link', { name: NAME }).click();
    await page.getByRole('heading', { level: 1, name: NAME }).waitFor();
    await page.getByText('In numbers', { exact: true }).click();
    for (const tab of ['Verdict', 'Programs', 'Runs', 'About', 'Map']) {
      await page.getByRole('link', { name: tab, exact: true }).click();
      await page.getByText('window.attacked', { exact: false }).filter({ visible: true }).nth(1).waitFor();
      expect(await page.evaluate("'attacked' in window"), tab).toBe(false);
      expect(await page.locator('img[src="x"], main script').count(), tab).toBe(0);
    }
    await page.locator('g.cell').last().click();
    await pinnedPanel(page).getByRole('heading').waitFor();
    expect(await page.evaluate("'attacked' in window")).toBe(false);
    expect(dialogs).toBe(0);
  });
});
