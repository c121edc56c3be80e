// Every number of the headlines with its interval: a recipe a row, the controls among them.
import type { GridAnalysis, RecipeMap } from '../../analysis/grid/grid.ts';
import type { Interval } from '../../analysis/statistics/interval.ts';
import {
  finiteInterval,
  formatChance,
  formatDecades,
  formatNats,
  formatPercent,
  formatPercentInterval,
  UNKNOWN,
} from '../language/numbers.ts';
import { openInterval } from '../figures/headline-words.ts';
import { controlNotes, recipeName } from '../language/recipe-name.ts';
import type { Words } from '../language/language.ts';
import { table, tag, type Html } from './markup.ts';
import type { ReportSource } from './source.ts';
import { rowName } from '../language/row-text.ts';

export function headlineTable({ analysis, words }: ReportSource): Html[] {
  const { report, numbers } = words;
  const rows = analysis.recipes.filter(({ headline }) => headline !== null);
  if (rows.length === 0) return [];
  const notes = controlNotes(
    rows.map(({ recipe }) => recipe),
    analysis,
    words,
  );
  return [
    tag('h2', {}, report.headlines(analysis.baseline)),
    table(
      report.headlineColumns,
      rows.map((map) => row(map, analysis, words)),
    ),
    tag(
      'p',
      { class: 'quiet' },
      numbers.sentences([
        report.headlinesNote(
          numbers.percent(formatPercent(analysis.thresholds.confidence)),
          rowName(analysis.rowSetting, words),
        ),
        ...notes,
      ]),
    ),
  ];
}

function row({ recipe, headline }: RecipeMap, analysis: GridAnalysis, words: Words): string[] {
  const { numbers, report } = words;
  const { shift, failures, penalty, region } = headline!;
  const within = (interval: Interval | null, show: (value: number) => string) => {
    const range = finiteInterval(interval);
    return range ? numbers.inBrackets(numbers.range(show(range.low), show(range.high))) : '';
  };
  const percent = (share: number) => numbers.percent(signedPercent(share));
  const half = penalty.interval && (penalty.interval.high - penalty.interval.low) / 2;
  const nats = (value: number) => formatNats(value, half);
  return [
    recipeName(recipe, analysis, words),
    shift.decades === null
      ? report.noShift
      : formatDecades(shift.decades) +
        (shift.interval ? numbers.inBrackets(openInterval(shift.interval, words)) : ''),
    `${failures.recipeOnly} / ${failures.twinOnly} / ${failures.pairs}`,
    failures.pairs === 0 ? UNKNOWN : formatChance(failures.p).replace(/^= /, ''),
    failures.share === null ? UNKNOWN : percent(failures.share) + within(failures.interval, percent),
    penalty.nats === null
      ? UNKNOWN
      : nats(penalty.nats) +
        within(penalty.interval, nats) +
        numbers.inBrackets(report.lossKinds(penalty.byValidation, penalty.byTail)),
    region.share === null
      ? report.notComparable
      : numbers.percent(formatPercent(region.share)) +
        (finiteInterval(region.interval)
          ? numbers.inBrackets(formatPercentInterval(region.interval!, words))
          : '') +
        (region.isCut ? words.sentences.cutByGrid : ''),
  ];
}

/** Whole percents with a minus where there is one. */
function signedPercent(share: number): string {
  return `${share < 0 ? '−' : ''}${formatPercent(Math.abs(share))}`;
}
