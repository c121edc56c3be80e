// trainer_state.json of the Transformers trainer: what one run logged, step by step, under the names that its TensorBoard events have
// (train/loss, eval/loss), and how many steps it was to take. Its settings lie elsewhere.
import { ReadingError, type RunReading } from '../folder/reading.ts';
import { SeriesMap, type Series } from '../folder/series.ts';
import type { SourceFile } from '../folder/source-file.ts';
import { isObject, parsed } from './json-text.ts';
import { numberOf } from './number.ts';

/** Sums of the whole run, logged with its last step. */
const SUMS = /^(train_(loss|runtime|samples_per_second|steps_per_second)|total_flos)$/;

/** Its settings, by what they are: `args.train_batch_size` of the trainer is of the devices of one process, and of one micro-step. */
const SETTINGS = {
  max_steps: 'max_steps',
  num_train_epochs: 'num_train_epochs',
  train_batch_size: 'per_process_train_batch_size',
} as const;

/** @throws ReadingError. */
export function readTrainerState(source: SourceFile): RunReading {
  const { value, error } = parsed(source.whole().toString('utf8'));
  if (error !== null) throw new ReadingError(`is ${error}.`);
  if (!isObject(value) || !Array.isArray(value.log_history)) throw new ReadingError('has no log_history.');
  const series = new SeriesMap();
  let strays = 0;
  for (const entry of value.log_history as readonly unknown[]) {
    const step = isObject(entry) ? numberOf(entry.step) : null;
    if (!isObject(entry) || step === null) {
      strays++;
      continue;
    }
    for (const [key, logged] of Object.entries(entry)) {
      const number = numberOf(logged);
      if (number === null || key === 'step' || SUMS.test(key)) continue;
      series.add(nameOf(key), step, number);
    }
  }
  const settings = new Map<string, unknown>();
  for (const [key, name] of Object.entries(SETTINGS)) {
    if (typeof value[key] === 'number') settings.set(name, value[key]);
  }
  return {
    settings,
    series: series.all,
    began: null,
    averaging: meansOfIntervals(series.all.get('train/loss')) ? 'interval' : undefined,
    damage:
      strays === 0 ? null : { sentence: `${strays} entries of its log_history have no step.`, isCut: false },
  };
}

/** That trainer logs the mean of the losses since it logged last. */
function meansOfIntervals(losses: Series | undefined): boolean {
  const steps = losses?.steps ?? [];
  return steps.some((step, i) => step > 1 + (i === 0 ? 0 : steps[i - 1]!));
}

/** As the trainer calls them in its TensorBoard events (`rewrite_logs`). */
function nameOf(key: string): string {
  if (key.startsWith('eval_')) return `eval/${key.slice(5)}`;
  if (key.startsWith('test_')) return `test/${key.slice(5)}`;
  return `train/${key}`;
}

/**
 * By default that trainer replaces a loss that is not finite in its log by what it has summed so far (`logging_nan_inf_filter`), which
 * comes out as exactly 0: a loss of 0 that was logged with a norm of the gradient that is not finite is NaN.
 */
export function withoutNanFilter(series: ReadonlyMap<string, Series>): ReadonlyMap<string, Series> {
  const [loss, norm] = [series.get('train/loss'), series.get('train/grad_norm')];
  if (!loss?.values.includes(0) || !norm) return series;
  const broken = new Set(norm.steps.filter((_, i) => !Number.isFinite(norm.values[i]!)));
  const values = loss.values.map((value, i) => (value === 0 && broken.has(loss.steps[i]!) ? NaN : value));
  return new Map([...series, ['train/loss', { ...loss, values }]]);
}
