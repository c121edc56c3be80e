// The Evidence page in Chromium: verdicts of made-up studies, in both languages, and the way to a study.
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { EFFECTS } from '../../src-main/evidence/effects.ts';
import { writeMadeStudy } from '../evidence/made-study.ts';
import { axeViolations, describeInBrowser, startApp, type App } from './support.ts';

describeInBrowser('the evidence', () => {
  let app: App;
  beforeAll(async () => {
    app = await startApp({
      prepare: (library) => {
        const folder = path.join(library, 'evidence');
        writeMadeStudy(folder, 'scaling', ({ recipe, seed }) => ({
          validationLoss: 2.4 + 0.1 * seed + (recipe === 'fp8-unscaled' ? 0.3 + 0.01 * seed : 0),
        }));
        writeMadeStudy(folder, 'norm-gains', ({ seed }) => ({ validationLoss: 2.4 + 0.1 * seed }));
        writeMadeStudy(folder, 'bits', ({ recipe, seed }) => ({
          validationLoss: 2.4 + (recipe === 'e4m7' ? 0.3 * (seed - 2) : 0),
        }));
      },
    });
  });
  afterAll(() => app?.close());

  test.each(['light', 'dark'] as const)(
    'shows a verdict for every effect and has nothing that axe objects to, in %s',
    async (colorScheme) => {
      const page = await app.open({ colorScheme });
      await page.getByRole('link', { name: 'Evidence' }).click();
      await page.getByRole('heading', { level: 1, name: /^Evidence/ }).waitFor();
      const row = (title: string) => page.getByRole('row').filter({ hasText: title });
      await row('Gradients underflow').getByText('appears', { exact: true }).waitFor();
      expect(await row('Gradients underflow').innerText()).toContain('+0.320 nats (+0.300 to +0.340)');
      expect(await row('Quantised norm gains').innerText()).toContain('does not appear at this size');
      expect(await row('Exponent bits').innerText()).toContain('undecided');
      expect(await page.getByText('not run yet', { exact: true }).count()).toBeGreaterThan(0);
      expect(await page.getByRole('row').count()).toBe(1 + EFFECTS.length);
      expect(await axeViolations(page)).toEqual([]);
      if (process.env.PRECIPICE_PICTURES)
        await page.screenshot({
          path: `${process.env.PRECIPICE_PICTURES}/evidence-${colorScheme}.png`,
          fullPage: true,
        });
    },
  );

  test('says the same in Japanese', async () => {
    const page = await app.open();
    await page.getByRole('link', { name: 'Evidence' }).click();
    await page.getByRole('button', { name: '日本語' }).click();
    const row = page.getByRole('row').filter({ hasText: '勾配がアンダーフローする' });
    await row.getByText('現れる', { exact: true }).waitFor();
    expect(await row.innerText()).toContain('+0.320 nat（+0.300〜+0.340）');
  });

  test('opens the study in which an effect is seen', async () => {
    const page = await app.open();
    await page.getByRole('link', { name: 'Evidence' }).click();
    await page.getByRole('button', { name: 'open norm-gains' }).click();
    await page.getByRole('heading', { level: 1, name: 'evidence norm-gains (quick)' }).waitFor();
  });

  test('tells of what has not been run by the command that runs it', async () => {
    const reader = await startApp({ readOnly: true });
    const page = await reader.open();
    await page.getByRole('link', { name: 'Evidence' }).click();
    await page.getByText('precipice evidence --quick').waitFor();
    await page.getByLabel('Suite').selectOption('full');
    await page.getByText('precipice evidence', { exact: true }).waitFor();
    expect(await page.getByText('not run yet', { exact: true }).count()).toBe(2 * EFFECTS.length);
    await reader.close();
  });
});
