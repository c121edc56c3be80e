// The runs of a study as CSV: one line a run, quoted by RFC 4180, lines ended by LF. Numbers have the fewest digits that
// read back to the same value; NaN, Inf and -Inf are written so; empty means not known.
import type { RunRow } from '../study/types.ts';

type Value = string | number | boolean | null;

const done = (run: RunRow, value: Value): Value => (run.state === 'finished' ? value : null);

/** The first twelve are a stable contract; others may be added behind them. */
const COLUMNS: readonly (readonly [string, (run: RunRow) => Value])[] = [
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

export function runsCsv(runs: readonly RunRow[]): string {
  const lines = runs.map((run) => COLUMNS.map(([, read]) => csvField(read(run))).join(','));
  return `${[CSV_COLUMNS.join(','), ...lines].join('\n')}\n`;
}
