// The curves of the report: those of the chosen setting's row, at some learning rates and seeds, of the two recipes that are decided
// between, or of every one where none is.
import { wholeRecipes } from '../../analysis/grid/complete.ts';
import { columnOf } from '../../analysis/grid/rate-columns.ts';
import { placeOnMap, type Decision, type Undecidable } from '../../analysis/decision/decide.ts';
import { tallyRuns } from '../figures/curve-tally.ts';
import { curvesFigure } from '../figures/curves.ts';
import { figureFacts } from '../figures/facts.ts';
import { figure, tag, type Html } from './markup.ts';
import type { RunRow } from '../../records/types.ts';
import { PRINTED_MAP, spreadOut, type ReportSource } from './source.ts';
import { curveRunOf, type CurveName } from '../study-curves.ts';
import { rowText } from '../language/row-text.ts';

const MOST_RATES = 6;
const MOST_SEEDS = 3;

export function curvesSection(source: ReportSource, decision: Decision | Undecidable | null): Html[] {
  const { info, runs, analysis, curve, actions, words } = source;
  const { report } = words;
  const decided = decision && decision.verdict !== 'undecidable' ? decision : null;
  const isShown = ({ recipe }: RunRow) =>
    decided === null || recipe === decided.recipe.recipe || recipe === decided.baseline.recipe;
  const rowValue =
    (decided && placeOnMap(decided).rowValue) ?? analysis.rowValues[analysis.rowValues.length >> 1];
  const own = runs.filter((run) => run.rowValue === rowValue && isShown(run));
  const rates = spreadOut(analysis.learningRates, MOST_RATES);
  const { ratesPerDecade } = analysis;
  const columnAt = (rate: number) => (ratesPerDecade === null ? rate : columnOf(rate, ratesPerDecade));
  const seeds = [...new Set(own.map(({ seed }) => seed))].sort((a, b) => a - b).slice(0, MOST_SEEDS);
  const chosen = own.filter(
    ({ learningRate, seed }) => rates.includes(columnAt(learningRate)) && seeds.includes(seed),
  );
  const { unstableLabels } = analysis.thresholds;
  const finished = chosen.filter(({ state }) => state === 'finished');
  const drawn = finished.flatMap((run) => {
    const [curveOf, acted] = [(name: CurveName) => curve(run.id, name), () => actions(run.id)];
    return curveRunOf(run, unstableLabels, curveOf, acted) ?? [];
  });
  if (rowValue === undefined || drawn.length === 0) {
    return [tag('h2', {}, report.curves), tag('p', {}, report.noCurves)];
  }
  const caption = report.curvesCaption(
    rowText(analysis.rowSetting, rowValue, words),
    rates.length,
    seeds.length,
  );
  const tallies = tallyRuns(chosen, unstableLabels, analysis.refined ? wholeRecipes(analysis) : undefined);
  const curveless = finished.length - drawn.length;
  const { curves } = words.figures;
  const selection =
    curveless > 0
      ? words.numbers.sentences([caption, curves.curveless(curveless, finished.length)])
      : caption;
  const svg = curvesFigure(drawn, {
    title: info.name,
    tallies,
    told: tallies,
    selection,
    theme: 'light',
    facts: { ...figureFacts(info, runs, words), thresholds: '' },
    idPrefix: 'report-curves',
    width: PRINTED_MAP.width,
    words,
    rowSetting: analysis.rowSetting,
  });
  return [tag('h2', {}, report.curves), figure(svg, caption)];
}
