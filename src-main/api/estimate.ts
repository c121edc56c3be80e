// What a spec would take before it is started: work, memory, and time on each device of this machine, measured there.
import { DEVICE_NAMES, type DeviceName } from '../engine/device.ts';
import { timesRange, type TimeRange } from '../plan/estimate.ts';
import { planRuns } from '../plan/plan.ts';
import { plannedMemory } from '../host/machine-memory.ts';
import { laneBytes, openLaneRunner, type LaneRunner, type RunnerSettings } from '../sweep/lane-runner.ts';
import { largestSession } from '../sweep/fit.ts';
import { recomputedFlops, stepFlops } from '../engine/flops.ts';
import { mostShare } from '../plan/refine.ts';
import { parseSpec, rowValuesOf, specAtRow, type Spec } from '../spec/spec.ts';
import { parametersOf } from '../study/evidence.ts';
import { readSource, storedCorpusOf, type CorpusSource } from '../sweep/corpus-source.ts';
import type { DeviceEstimate, Estimate } from '../contract/contract.ts';
import type { StoredCorpus } from '../tokens/stored-corpus.ts';

/** Why a device that could train has no time. */
const UNMEASURED = 'A step takes too long to be measured; the time is told once something has been trained.';

/** What is measured of one layer instead, the next where one takes too long as well. */
const PARTS_OF_CONTEXT = [1, 1 / 4, 1 / 16];

/** What starts a device on a spec and measures it. */
type Open = (
  spec: Spec,
  source: CorpusSource,
  settings: RunnerSettings,
) => Promise<Pick<LaneRunner, 'estimate' | 'close'> & { readonly host: Pick<LaneRunner['host'], 'opened'> }>;

/** @throws SpecError or TextError with one sentence; the reason of the signal, which ends the measurement. */
export async function estimateSpec(
  given: unknown,
  { open = openLaneRunner, signal }: { readonly open?: Open; readonly signal?: AbortSignal } = {},
): Promise<Estimate> {
  const spec = parseSpec(given);
  const source = readSource(spec);
  const corpus = await storedCorpusOf(source, spec);
  const runs = planRuns(spec);
  const sum = (of: (run: (typeof runs)[number]) => number) => runs.reduce((total, run) => total + of(run), 0);
  const laneSteps = sum(({ plannedSteps }) => plannedSteps);
  const rows = new Map(rowValuesOf(spec).map((rowValue) => [rowValue, specAtRow(spec, rowValue)]));
  const flopsOf = ({ model, batchSizes }: Spec) => stepFlops(model, batchSizes[0]!, corpus.vocabularySize);
  const parameters = Math.max(
    ...[...rows.values()].map(({ model }) => parametersOf(model, corpus.vocabularySize)),
  );
  const devices: DeviceEstimate[] = [];
  for (const device of DEVICE_NAMES.filter((name) => name !== 'reference')) {
    devices.push(await estimateOn(device, { spec, source, corpus, open, signal }, laneSteps));
  }
  return {
    runs: runs.length,
    parameters,
    textNote: textNote(spec, source.name, corpus, parameters),
    laneSteps,
    tokens: sum(
      ({ plannedSteps, batchSize, rowValue }) => plannedSteps * batchSize * rows.get(rowValue)!.model.context,
    ),
    flops: sum(({ plannedSteps, rowValue }) => plannedSteps * flopsOf(rows.get(rowValue)!)),
    laneBytes: laneBytes(spec, corpus),
    devices,
  };
}

interface Asked {
  readonly spec: Spec;
  readonly source: CorpusSource;
  readonly corpus: StoredCorpus;
  readonly open: Open;
  readonly signal: AbortSignal | undefined;
}

async function estimateOn(device: DeviceName, asked: Asked, laneSteps: number): Promise<DeviceEstimate> {
  const { spec, source, corpus, open, signal } = asked;
  const nothing = { device, summary: null, seconds: null, laneStepsPerSecond: null, memory: null };
  /** A refined sweep trains a part at most. */
  const most = spec.refine === null ? 1 : mostShare(spec);
  try {
    const runner = await open(spec, source, { device, threads: null, ...(signal && { signal }) });
    const { description } = runner.host.opened;
    const estimated = runner.estimate(planRuns(spec));
    await runner.close();
    const ofAll = estimated ?? (await byThinner(device, asked));
    const seconds = ofAll && timesRange(most, ofAll);
    return {
      device,
      summary: description.summary,
      seconds,
      laneStepsPerSecond: seconds && (most * laneSteps) / seconds.likely,
      memory: { ...largestSession(spec, corpus, description), of: plannedMemory(description) },
      reason: seconds ? null : UNMEASURED,
    };
  } catch (error) {
    signal?.throwIfAborted();
    return { ...nothing, reason: error instanceof Error ? error.message : String(error) };
  }
}

/** Where a step takes too long to be measured: by a thinner model of the largest row, as the work of all is to that of the thinner. */
async function byThinner(
  device: DeviceName,
  { spec, source, corpus, open, signal }: Asked,
): Promise<TimeRange | null> {
  const ofRow = ({ model, recomputation, batchSizes, steps }: Spec) =>
    steps *
    (stepFlops(model, batchSizes[0]!, corpus.vocabularySize) +
      (recomputation === 'layer' ? recomputedFlops(model, batchSizes[0]!) : 0));
  const rowsOf = (of: Spec) => rowValuesOf(of).map((rowValue) => specAtRow(of, rowValue));
  const work = (of: Spec) => rowsOf(of).reduce((sum, row) => sum + ofRow(row), 0);
  // What is thinned must not be set by rows.
  const whole = spec.rows
    ? rowsOf(spec).reduce((most, row) => (ofRow(row) > ofRow(most) ? row : most))
    : spec;
  const { layers, context } = whole.model;
  for (const part of PARTS_OF_CONTEXT) {
    if (layers === 1 && part === 1) continue;
    const thin = { ...whole, model: { ...whole.model, layers: 1, context: Math.ceil(part * context) } };
    const runner = await open(thin, source, { device, threads: null, ...(signal && { signal }) });
    const seconds = runner.estimate(planRuns(thin));
    await runner.close();
    if (seconds !== null) return timesRange(work(spec) / work(thin), seconds);
  }
  return null;
}

/** A text that is smaller than the model is learned by heart. */
function textNote(
  spec: Spec,
  name: string,
  { trainingTokens, vocabularySize }: StoredCorpus,
  parameters: number,
): string | null {
  if (parameters <= trainingTokens) return null;
  const passes = Math.max(
    ...rowValuesOf(spec)
      .map((rowValue) => specAtRow(spec, rowValue))
      .map(({ steps, batchSizes, model }) => (steps * batchSizes[0]! * model.context) / trainingTokens),
  );
  const count = (value: number) => Number(value.toPrecision(2)).toLocaleString('en');
  return (
    `${name} is small for this model: ${count(trainingTokens)} tokens, from a vocabulary of ${count(vocabularySize)}, for ` +
    `${count(parameters)} parameters, so that a run reads the text up to ${count(passes)} times. A larger text, or files of tokens, would tell more.`
  );
}
