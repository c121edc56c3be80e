// The runs of a study as CSV: one line a run, quoted by RFC 4180, lines ended by LF. Numbers have the fewest digits that
// read back to the same value; NaN, Inf and -Inf are written so; empty means not known.
import { pairUp, placeKey, twinsByPlace, type Pair } from '../analysis/headline/pairs.ts';
import { penaltyOfTrained } from '../analysis/headline/penalty.ts';
import type { RunRow, StudyContents } from '../records/types.ts';

type Value = string | number | boolean | null;

const done = (run: RunRow, value: Value): Value => (run.state === 'finished' ? value : null);

/** The first twelve are a stable contract; others may be added behind them. */
const COLUMNS: readonly (readonly [string, (run: RunRow, pair: Pair | null) => Value])[] = [
  ['recipe', (run) => run.recipe],
  ['learning_rate', (run) => run.learningRate],
  ['batch_size', (run) => run.batchSize],
  ['seed', (run) => run.seed],
  ['state', (run) => run.state],
  ['label', (run) => run.label],
  ['reason', (run) => run.reason],
  ['end_step', (run) => done(run, run.endStep)],
  ['start_loss', (run) => run.startLoss],
  ['tail_loss', (run) => run.tailLoss],
  ['val_loss', (run) => run.validationLoss],
  ['device', (run) => run.device],
  ['planned_steps', (run) => run.plannedSteps],
  ['provisional', (run) => (run.label === null ? null : run.provisional)],
  ['nonfinite_step', (run) => run.nonfinite?.step ?? null],
  ['nonfinite_tensor', (run) => run.nonfinite?.tensor ?? null],
  ['loss_spike_score', (run) => done(run, run.lossSpikeScore)],
  ['gradient_spike_score', (run) => done(run, run.gradientSpikeScore)],
  ['longest_spike', (run) => done(run, run.longestSpike)],
  ['sharpness', (run) => run.sharpness ?? null],
  ['seconds', (run) => run.seconds],
  ['attempts', (run) => run.attempts],
  ['precision', (run) => run.precision],
  ['twin_label', (_, pair) => pair?.twin.label ?? null],
  ['penalty', (_, pair) => pair && penaltyOfTrained(pair)],
];

export const CSV_COLUMNS: readonly string[] = COLUMNS.map(([name]) => name);

/** NaN, Inf, -Inf, -0, or the shortest decimal that reads back exactly. */
export function csvNumber(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (value === Infinity) return 'Inf';
  if (value === -Infinity) return '-Inf';
  return Object.is(value, -0) ? '-0' : String(value);
}

/**
 * Where a spreadsheet would find a formula and run it: at the beginning of a cell, and, since some locales part cells at other
 * signs and know quotes only there, behind any such sign. Full-width signs count as the others in East Asian locales.
 */
const FORMULA = /(^|[;\t|\r\n][\s"]*)(?=[=+\-@\t\r\uff1d\uff0b\uff0d\uff20])/g;

function csvField(value: Value): string {
  if (value === null) return '';
  if (typeof value === 'number') return csvNumber(value);
  const text = String(value).replaceAll(FORMULA, "$1'");
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** `study`: whose baseline the twins are of; without it nothing is known of twins. */
export function runsCsv(
  runs: readonly RunRow[],
  study: Pick<StudyContents, 'baseline' | 'thresholds'> | null = null,
): string {
  const pairs = study ? pairsByRun(runs, study) : null;
  const lines = runs.map((run) => {
    const pair = pairs?.get(runKey(run)) ?? null;
    return COLUMNS.map(([, read]) => csvField(read(run, pair))).join(',');
  });
  return `${[CSV_COLUMNS.join(','), ...lines].join('\n')}\n`;
}

function pairsByRun(
  runs: readonly RunRow[],
  { baseline, thresholds }: Pick<StudyContents, 'baseline' | 'thresholds'>,
): ReadonlyMap<string, Pair> {
  const twins = twinsByPlace(runs.filter(({ recipe }) => recipe === baseline));
  const others = runs.filter(({ recipe }) => recipe !== baseline);
  return new Map(pairUp(others, twins, thresholds).pairs.map((pair) => [runKey(pair.own), pair]));
}

function runKey(run: Pair['own']): string {
  return `${placeKey(run)} ${run.recipe}`;
}
