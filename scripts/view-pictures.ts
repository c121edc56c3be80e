// Takes a picture of every view of the app in every look, to be looked at, and says which view is wider than its window:
// node scripts/view-pictures.ts FOLDER [LOOK]...     (all looks without one; pictured-app.ts says what it needs)
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { BrowserContextOptions } from 'playwright-core';
import { launchForPictures, servePictured, settle } from './pictured-app.ts';

interface Look {
  readonly page: BrowserContextOptions;
  readonly browser?: readonly string[];
}
const sized = (width: number, height: number) => ({ viewport: { width, height } });

const LOOKS: Readonly<Record<string, Look>> = {
  light: { page: sized(1280, 900) },
  dark: { page: { ...sized(1280, 900), colorScheme: 'dark' } },
  '900px': { page: sized(900, 900) },
  '500px': { page: sized(500, 900) },
  /** As a browser zooms: half as many CSS pixels, each twice as large. */
  '200-percent': { page: { ...sized(640, 450), deviceScaleFactor: 2 } },
  'no-webgl': { page: sized(1280, 900), browser: ['--disable-3d-apis'] },
  japanese: { page: { ...sized(1280, 900), locale: 'ja-JP' } },
  'japanese-dark-500px': { page: { ...sized(500, 900), colorScheme: 'dark', locale: 'ja-JP' } },
};

/** Views by their addresses, which are the same in every language. */
function viewsOf(example: string, ladder: string): Readonly<Record<string, string>> {
  const study = `#/study/${example}`;
  return {
    library: '#/',
    new: '#/new',
    import: '#/import',
    help: '#/help',
    evidence: '#/evidence',
    compare: `#/compare/${example},${ladder}`,
    map: study,
    verdict: `${study}/verdict`,
    programs: `${study}/programs`,
    probe: `${study}/probe`,
    runs: `${study}/runs`,
    about: `${study}/about`,
    ladder: `#/study/${ladder}/ladder`,
  };
}

const [folder, ...wanted] = process.argv.slice(2);
const unknown = wanted.find((name) => !(name in LOOKS));
if (folder === undefined || unknown !== undefined) {
  process.stderr.write(`usage: node scripts/view-pictures.ts FOLDER [${Object.keys(LOOKS).join('|')}]...\n`);
  process.exit(2);
}
mkdirSync(folder, { recursive: true });
const app = await servePictured();
try {
  for (const [name, look] of Object.entries(LOOKS)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    const browser = await launchForPictures(...(look.browser ?? []));
    const page = await browser.newPage(look.page);
    await page.goto(app.address);
    const linkOf = async (name: string) =>
      (await page.getByRole('link', { name }).first().getAttribute('href'))!.split('/')[2]!;
    const views = viewsOf(await linkOf('FP8 beside BF16'), await linkOf('a ladder of sizes'));
    for (const [view, address] of Object.entries(views)) {
      await page.evaluate(`location.hash = '${address}'`);
      await page.locator('main h1').first().waitFor();
      await page.locator('main .empty', { hasText: '…' }).waitFor({ state: 'detached' });
      await settle(page);
      await page.screenshot({ path: path.join(folder, `${name}-${view}.png`), fullPage: true });
      const [width, window] = await page.evaluate<[number, number]>(
        '[document.documentElement.scrollWidth, innerWidth]',
      );
      if (width > window)
        process.stdout.write(`${name}: ${view} is ${width} px wide, its window ${window}.\n`);
    }
    await browser.close();
  }
} finally {
  app.close();
}
