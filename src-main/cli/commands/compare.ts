// `precipice compare`: two or more studies side by side, their maps on one scale, their edges and penalties in one table and one figure.
import path from 'node:path';
import type { Command } from 'commander';
import type { GridAnalysis } from '../../analysis/grid/grid.ts';
import { readCompared } from '../../report/compare-studies.ts';
import { comparisonFigure } from '../../report/figures/comparison/comparison-figure.ts';
import {
  MOST_COMPARED,
  namedApart,
  recipesOf,
  type ComparedStudy,
} from '../../report/figures/comparison/compared-study.ts';
import {
  comparisonNotes,
  differencesInWords,
  obstacleSentences,
} from '../../report/figures/comparison/comparison-text.ts';
import { ENGLISH, wordsOf, type Language, type Words } from '../../report/language/language.ts';
import { formatEdge, formatNats } from '../../report/language/numbers.ts';
import { formatRow, rowName } from '../../report/language/row-text.ts';
import { print, printJson, say } from '../output.ts';
import { shownPath, userPath } from '../paths.ts';
import { withJson, withLanguage, type JsonOption, type LanguageOption } from '../settings.ts';
import { UsageError } from '../usage.ts';
import { checkOut, writeOut } from '../write-out.ts';

interface Options extends JsonOption, LanguageOption {
  readonly out?: string;
}

export function registerCompare(cli: Command): void {
  const command = cli
    .command('compare')
    .description(
      'lay studies side by side: sizes, texts, imported runs against own, emulation against hardware',
    )
    .argument('<files...>', `two to ${MOST_COMPARED} study files`)
    .option('--out <file>', 'write the figure (.svg) to this file');
  withJson(withLanguage(command, 'of what is printed, and of the figure')).action(compare);
}

function compare(files: readonly string[], { json, out: wanted, language }: Options): void {
  if (files.length < 2 || files.length > MOST_COMPARED) {
    throw new UsageError(
      `compare has ${files.length} study ${files.length === 1 ? 'file' : 'files'}; it must have 2 to ${MOST_COMPARED}.`,
    );
  }
  const out = wanted === undefined ? null : userPath(wanted);
  if (out !== null && path.extname(out).toLowerCase() !== '.svg') {
    throw new UsageError(`--out is "${wanted}"; its name must end in .svg.`);
  }
  if (out !== null) checkOut(out, wanted!);
  const read = (of: Language) => namedApart(files.map((file) => readCompared(userPath(file), of)));
  const studies = read(language);
  const words = wordsOf(language);
  const notes = comparisonNotes(studies, words);
  if (out !== null) {
    const figure = comparisonFigure(studies, { theme: 'light', words, notes });
    writeOut(out, wanted!, new TextEncoder().encode(figure));
    say(words.training.wrote(shownPath(out)));
  }
  if (json) {
    const told = language === 'en' ? studies : read('en');
    printJson({
      studies: told.map(({ name, facts, analysis }) => ({ name, facts, ...numbersOf(analysis) })),
      differences: differencesInWords(told, ENGLISH),
      cautions: obstacleSentences(told, ENGLISH),
    });
  } else {
    print([...table(studies, words), '', ...notes].join('\n'));
  }
}

function numbersOf({ baseline, rowSetting, recipes }: GridAnalysis) {
  return {
    baseline,
    rows: rowSetting.path,
    recipes: recipes.map(({ recipe, edges, headline }) => ({
      recipe,
      edges,
      shift: headline?.shift ?? null,
      penalty: headline?.penalty ?? null,
    })),
  };
}

/** A recipe after the other, a study a line. */
function table(studies: readonly ComparedStudy[], words: Words): string[] {
  const text = words.commands.compare;
  return recipesOf(studies).flatMap((recipe) => [
    recipe,
    ...studies.map(({ name, analysis }) => {
      const map = analysis.recipes.find((each) => each.recipe === recipe);
      if (!map) return `  ${words.figures.edgeOfRow(name, words.comparison.absent)}`;
      const edges = map.edges.map(({ rowValue, learningRate }) =>
        words.figures.edgeOfRow(formatRow(rowValue), formatEdge(learningRate)),
      );
      const { nats = null, interval = null } = map.headline?.penalty ?? {};
      const arm = interval && (interval.high - interval.low) / 2;
      const line = text.edges(name, rowName(analysis.rowSetting, words), edges);
      if (nats === null) return `  ${line}`;
      const half = arm === null ? null : formatNats(arm, arm).replace('+', '');
      return `  ${text.withPenalty(line, formatNats(nats, arm), half)}`;
    }),
  ]);
}
