// A study read to be laid beside others, and their comparison as a file.
import { isOfSizes } from '../analysis/grid/rows.ts';
import { analyzeStudy } from '../study/analyze-study.ts';
import { ladderOf } from '../study/ladder.ts';
import { openStudy, type Study } from '../study/study.ts';
import type { PdfPrinter } from './pdf.ts';
import type { Exported } from './export-study.ts';
import { comparisonFigure } from './figures/comparison/comparison-figure.ts';
import { comparisonNotes } from './figures/comparison/comparison-text.ts';
import type { COMPARISON_FORMATS, ComparedStudy } from './figures/comparison/compared-study.ts';
import { figureFacts } from './figures/facts.ts';
import type { ThemeName } from './figures/theme.ts';
import { fontFaces } from './fonts.ts';
import { figurePage } from './html/figure-page.ts';
import { documentOf } from './html/markup.ts';
import { wordsOf, type Language } from './language/language.ts';
import { svgToPng } from './png.ts';
import { shareableInfo } from './shareable.ts';

export interface ComparisonExport {
  readonly format: (typeof COMPARISON_FORMATS)[number];
  readonly theme: ThemeName;
  readonly language: Language;
}

/** Names no folder of the user. @throws StudyError with one sentence where the file cannot be read as a study. */
export function readCompared(file: string, language: Language): ComparedStudy {
  const study = openStudy(file, 'read');
  try {
    return comparedOf(study, language);
  } finally {
    study.close();
  }
}

function comparedOf(study: Study, language: Language): ComparedStudy {
  const info = shareableInfo(study.info());
  const analysis = analyzeStudy(study);
  return {
    name: info.name,
    info,
    analysis,
    ladder: isOfSizes(analysis.rowSetting) ? ladderOf(study, analysis, ['edge', 'penalty']) : null,
    facts: figureFacts(info, study.runs(), wordsOf(language)),
  };
}

/** @throws StudyError as readCompared; what the printer throws. */
export async function exportComparison(
  files: readonly string[],
  { format, theme, language }: ComparisonExport,
  printPdf: PdfPrinter,
): Promise<Exported> {
  const words = wordsOf(language);
  const studies = files.map((file) => readCompared(file, language));
  const svg = comparisonFigure(studies, { theme, words, notes: comparisonNotes(studies, words) });
  const text = new TextEncoder();
  switch (format) {
    case 'svg':
      return { ending: 'svg', mediaType: 'image/svg+xml; charset=utf-8', bytes: text.encode(svg) };
    case 'png':
      return { ending: 'png', mediaType: 'image/png', bytes: svgToPng(svg) };
    case 'pdf': {
      const page = figurePage(svg, language);
      const html = documentOf(page, await fontFaces(documentOf(page, '')));
      return { ending: 'pdf', mediaType: 'application/pdf', bytes: await printPdf(html) };
    }
  }
}
