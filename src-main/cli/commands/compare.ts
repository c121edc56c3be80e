// `precipice compare`: two or more studies side by side, their maps on one scale, their edges and penalties in one table and one figure.
import path from 'node:path';
import { Option, type Command } from 'commander';
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
import { LANGUAGES, wordsOf, type Language } from '../../report/language/language.ts';
import { formatEdge, formatNats } from '../../report/language/numbers.ts';
import { formatRow, rowName } from '../../report/language/row-text.ts';
import { print, printJson, say } from '../output.ts';
import { shownPath, userPath } from '../paths.ts';
import { withJson, type JsonOption } from '../settings.ts';
import { UsageError } from '../usage.ts';
import { checkOut, writeOut } from '../write-out.ts';

interface Options extends JsonOption {
  readonly out?: string;
  readonly language: Language;
}

export function registerCompare(cli: Command): void {
  const command = cli
    .command('compare')
    .description(
      'lay studies side by side: sizes, texts, imported runs against own, emulation against hardware',
    )
    .argument('<files...>', `two to ${MOST_COMPARED} study files`)
    .addOption(new Option('--language <language>', 'of the figure').choices(LANGUAGES).default('en'))
    .option('--out <file>', 'write the figure (.svg) to this file');
  withJson(command).action(compare);
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
  const studies = namedApart(files.map((file) => readCompared(userPath(file), language)));
  const words = wordsOf(language);
  const notes = comparisonNotes(studies, words);
  if (out !== null) {
    const figure = comparisonFigure(studies, { theme: 'light', words, notes });
    writeOut(out, wanted!, new TextEncoder().encode(figure));
    say(`Wrote ${shownPath(out)}.`);
  }
  if (json) {
    printJson({
      studies: studies.map(({ name, facts, analysis }) => ({ name, facts, ...numbersOf(analysis) })),
      differences: differencesInWords(studies, words),
      cautions: obstacleSentences(studies, words),
    });
  } else {
    print([...table(studies, language), '', ...notes].join('\n'));
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
function table(studies: readonly ComparedStudy[], language: Language): string[] {
  const words = wordsOf(language);
  return recipesOf(studies).flatMap((recipe) => [
    recipe,
    ...studies.map(({ name, analysis }) => {
      const map = analysis.recipes.find((each) => each.recipe === recipe);
      if (!map) return `  ${name}: ${words.comparison.absent}`;
      const edges = map.edges.map(
        ({ rowValue, learningRate }) => `${formatRow(rowValue)}: ${formatEdge(learningRate)}`,
      );
      const { nats = null, interval = null } = map.headline?.penalty ?? {};
      const arm = interval && (interval.high - interval.low) / 2;
      const penalty =
        nats === null
          ? ''
          : `; ${formatNats(nats, arm)} nats${arm === null ? '' : ` ±${formatNats(arm, arm).replace('+', '')}`}`;
      return `  ${name}: LR50 by ${rowName(analysis.rowSetting, words)} ${edges.join(', ')}${penalty}`;
    }),
  ]);
}
