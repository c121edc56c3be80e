// The report of a made study, section by section, and a page of one figure, as they were when a person last looked at them.
// A difference that is meant is taken over by `npx vitest run test/report/snapshots -u`, and looked at before it is committed.
import { expect, test } from 'vitest';
import { documentOf } from '../../../src-main/report/html/markup.ts';
import { figurePage } from '../../../src-main/report/html/figure-page.ts';
import { reportPage } from '../../../src-main/report/html/report.ts';
import { LANGUAGES, wordsOf, type Language } from '../../../src-main/report/language/language.ts';
import { ANALYSIS, INFO, lossOf, RUNS } from './made.ts';
import { normalised, withoutPictures } from './normalised.ts';

function report(language: Language): string {
  const source = {
    info: INFO,
    runs: RUNS,
    analysis: ANALYSIS,
    curve: lossOf,
    actions: () => [],
    ladder: null,
    words: wordsOf(language),
  };
  return documentOf(reportPage(source), '');
}

test.each(LANGUAGES)('the report reads as before, in %s', async (language) => {
  await expect(normalised(withoutPictures(report(language)))).toMatchFileSnapshot(
    `pages/report.${language}.html`,
  );
});

test('a figure alone is a page of its own size', async () => {
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="640" height="480"></svg>';
  await expect(documentOf(figurePage(svg, 'en'), '')).toMatchFileSnapshot('pages/figure.html');
});
