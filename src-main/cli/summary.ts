// A study as text and as JSON, the way sweep, resume, retry and info show it.
import { describeLeftOut } from '../report/figures/facts.ts';
import type { Words } from '../report/language/language.ts';
import { plainText } from '../report/terminal-text.ts';
import { renderMaps } from '../report/terminal.ts';
import { analyzeStudy } from '../study/analyze-study.ts';
import { print } from './output.ts';
import type { Study } from '../study/study.ts';
import { importedFacts, rowsLeftOut } from '../records/origin.ts';

export function printMaps(study: Study, words: Words): void {
  print(renderMaps(analyzeStudy(study), { words }));
  const imported = importedFacts(study.info());
  const leftOut = describeLeftOut(rowsLeftOut(imported), imported?.ratesPerDecade ?? null, words);
  // Beside the result: a map that lacks them looks safer than they may have been.
  if (leftOut !== '') print(`  ${plainText(words.ladder.whole(leftOut))}`);
}

/** What a script wants to know: facts, counts, the analysis of the grid, and how far the edges shift. */
export function describeStudy(study: Study) {
  const { name, createdAt, text, baseline, recipes, environments } = study.info();
  const counts = study.counts();
  const facts = { name, createdAt, text, baseline, recipes, counts, environments };
  const analysis = analyzeStudy(study);
  const shifts = analysis.recipes.flatMap(({ recipe, shift }) => (shift ? [{ recipe, ...shift }] : []));
  const leftOut = importedFacts(study.info())?.leftOut ?? [];
  return { ...facts, analysis, shifts, leftOut };
}
