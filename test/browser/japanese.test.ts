// The app in Japanese, in Chromium: nothing is left in English on any view, the language of the system and of the choice are kept,
// nothing overflows a narrow window, and axe has nothing to object to.
import { copyFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeMadeStudy } from '../evidence/made-study.ts';
import { englishLeft } from './japanese.ts';
import { axeViolations, describeInBrowser, EXAMPLE, EXAMPLE_NAME, startApp, type App } from './support.ts';

const LADDER_FILE = path.join(path.dirname(EXAMPLE), 'example-ladder.precipice');
const LADDER_NAME = 'Example: a ladder of sizes on Moby-Dick';
const JAPANESE = { locale: 'ja-JP' };

const CASES = path.join(import.meta.dirname, '../study/import/cases');

interface View {
  readonly name: string;
  /** In the address; `{example}` and `{ladder}` are ids of studies. */
  readonly place: string;
  /** What is there when the view has all of its words. */
  readonly shown: string;
  /** What is done on it before it is read. */
  readonly act?: (page: Page) => Promise<void>;
}

const VIEWS: readonly View[] = [
  { name: 'library', place: '/', shown: '.card.broken' },
  {
    name: 'a question',
    place: '/',
    shown: '.card.broken',
    act: async (page) => {
      await page.locator('.card').filter({ hasText: EXAMPLE_NAME }).locator('button.link').first().click();
      await page.locator('dialog[open]').waitFor();
    },
  },
  {
    name: 'help',
    place: '/help',
    shown: '.labelled-map svg',
    act: async (page) => {
      await page.locator('section.panel button').last().click();
      await page.locator('dl.facts').waitFor();
    },
  },
  { name: 'evidence', place: '/evidence', shown: '.evidence table' },
  { name: 'compare, nothing chosen', place: '/compare', shown: '.study-choice input' },
  { name: 'compare', place: '/compare/{example},{ladder}', shown: '.compare .obstacles' },
  { name: 'import', place: '/import', shown: 'main h1' },
  {
    name: 'an import under way',
    place: '/import',
    shown: '#import-place',
    act: async (page) => {
      for (const place of ['final-loss-1e30.csv', 'prec_names.csv', 'no-such.csv'].map((name) =>
        path.join(CASES, name),
      )) {
        await page.locator('#import-place').fill(place);
        await page.locator('main form button').click();
      }
      await page.locator('.inputs li:nth-child(3) .bad').waitFor();
    },
  },
  { name: 'new study', place: '/new', shown: 'main form' },
  { name: 'map', place: '/study/{example}', shown: '.scene-labels span' },
  {
    name: 'a pinned cell',
    place: '/study/{example}',
    shown: '.scene-labels span',
    act: async (page) => {
      await page.locator('.pictures').focus();
      await page.keyboard.press('ArrowRight');
      await page.locator('.pinned-cell svg').first().waitFor();
    },
  },
  {
    name: 'the export menu',
    place: '/study/{example}',
    shown: '.scene-labels span',
    act: async (page) => {
      await page.locator('button[aria-haspopup="dialog"]').first().click();
      await page.locator('dialog[open] img').waitFor();
    },
  },
  { name: 'verdict', place: '/study/{example}/verdict', shown: '.verdict' },
  { name: 'ladder', place: '/study/{ladder}/ladder', shown: 'main svg' },
  { name: 'programs', place: '/study/{example}/programs', shown: '.empty' },
  { name: 'probe', place: '/study/{example}/probe', shown: 'main section, main form' },
  { name: 'runs', place: '/study/{example}/runs', shown: '.runs-body .run' },
  { name: 'about', place: '/study/{example}/about', shown: 'dl.facts' },
  { name: 'a study that is gone', place: '/study/nothing', shown: '[role="alert"]' },
];

const viewsOf = (...names: readonly string[]) => VIEWS.filter(({ name }) => names.includes(name));

describeInBrowser('the app in Japanese', () => {
  let app: App;
  let page: Page;
  const ids = new Map<string, string>();
  beforeAll(async () => {
    app = await startApp({
      prepare: (library) => {
        writeFileSync(path.join(library, 'broken.precipice'), 'this is no database'.repeat(100));
        copyFileSync(EXAMPLE, path.join(library, 'own.precipice'));
        copyFileSync(LADDER_FILE, path.join(library, 'ladder.precipice'));
        writeMadeStudy(path.join(library, 'evidence'), 'scaling', ({ recipe, seed }) => ({
          validationLoss: 2.4 + 0.1 * seed + (recipe === 'fp8-unscaled' ? 0.3 + 0.01 * seed : 0),
        }));
      },
    });
    page = await app.open(JAPANESE);
    for (const [key, name] of [
      ['example', EXAMPLE_NAME],
      ['ladder', LADDER_NAME],
    ] as const) {
      const address = await page.getByRole('link', { name }).first().getAttribute('href');
      ids.set(key, address!.split('/').at(-1)!);
    }
  });
  afterAll(() => app?.close());

  async function visit({ place, shown, act }: View): Promise<void> {
    // By way of nothing, so that what a view before has left open is gone.
    await page.goto('about:blank');
    const hash = place.replace(/\{(\w+)\}/g, (_, key: string) => ids.get(key)!);
    await page.goto(`${new URL(app.server.address).origin}/#${hash}`);
    await page.locator(shown).first().waitFor();
    await act?.(page);
  }

  test.each(VIEWS)('leaves nothing in English: $name', async (view) => {
    await visit(view);
    expect(await englishLeft(page)).toEqual([]);
  });

  test.each(viewsOf('help', 'evidence'))('has nothing that axe objects to: $name', async (view) => {
    await visit(view);
    expect(await axeViolations(page)).toEqual([]);
  });

  test('fits a window of 500 px, with buttons that a finger can press', async () => {
    await page.setViewportSize({ width: 500, height: 900 });
    for (const view of VIEWS) {
      await visit(view);
      const over = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
      expect([view.name, over]).toEqual([view.name, 0]);
    }
    const heights = await page
      .locator('header.top button')
      .evaluateAll((all) => all.map((button) => button.getBoundingClientRect().height));
    expect(heights.length).toBe(2);
    expect(new Set(heights).size).toBe(1);
    await page.setViewportSize({ width: 1280, height: 900 });
  });

  test('speaks the language of the system at first, then the chosen one, over a reload and to assistive technology', async () => {
    const own = await app.open(JAPANESE);
    const language = () => own.locator('html').getAttribute('lang');
    expect(await language()).toBe('ja');
    await own.getByRole('link', { name: 'ヘルプ' }).waitFor();
    await own.getByRole('button', { name: 'English' }).click();
    await own.getByRole('link', { name: 'Help' }).waitFor();
    expect(await language()).toBe('en');
    await own.reload();
    await own.getByRole('link', { name: 'Help' }).waitFor();
    expect(await language()).toBe('en');
    await own.getByRole('button', { name: '日本語' }).click();
    await own.getByRole('link', { name: 'ヘルプ' }).waitFor();
    expect(await language()).toBe('ja');
    await own.reload();
    await own.getByRole('link', { name: 'ヘルプ' }).waitFor();
  });
});
