// What of a spec fits into a device: how many lanes at once by recipe and row, and how many threads have work. A spec
// of which one run does not fit is refused here, before anything is trained.
import { availableParallelism } from 'node:os';
import type { Corpus } from '../engine/corpus.ts';
import type { DeviceDescription } from '../engine/device.ts';
import { lanesThatFit, sessionMemory, whyNoLaneFits } from '../engine/devices/memory.ts';
import type { TrainingJob } from '../engine/job.ts';
import { snapshotsOf } from '../engine/snapshots.ts';
import { jobPrograms } from '../engine/train.ts';
import { machineMemory, plannedMemory } from '../host/machine-memory.ts';
import { jobOf } from '../plan/plan.ts';
import { rowValuesOf, SpecError, type Spec } from '../spec/spec.ts';

/** What helps where a run does not fit. */
export const SMALLER =
  'Use a smaller microBatch, recomputation of layers, a smaller batch size, context or model, or another device.';

/** Runs that differ in learning rate and seed alone: the most that are ever trained at once. */
export function lanesAtOnce({ learningRates, seeds }: Spec): number {
  return learningRates.length * seeds.length;
}

/** The most lanes of a job that the device likes and that fit, or why not even one does, to be said of a run. */
function fitOf(
  job: TrainingJob,
  corpus: Pick<Corpus, 'vocabularySize'>,
  device: DeviceDescription,
): number | string {
  const machine = machineMemory();
  const programs = jobPrograms(job, corpus.vocabularySize);
  const memory = sessionMemory(device, programs, snapshotsOf(job.precision));
  return whyNoLaneFits(device, memory, machine) ?? lanesThatFit(device, memory, machine);
}

/** As many lanes as a job may have. @throws SpecError where not even one fits. */
export function mostLanes(
  job: TrainingJob,
  corpus: Pick<Corpus, 'vocabularySize'>,
  device: DeviceDescription,
): number {
  const lanes = fitOf(job, corpus, device);
  if (typeof lanes === 'string')
    throw new SpecError(`One run at batch size ${job.batchSize} ${lanes}. ${SMALLER}`);
  return lanes;
}

/** The most lanes by recipe and row. @throws SpecError where one run of the spec does not fit. */
export function fitLanes(
  spec: Spec,
  corpus: Pick<Corpus, 'vocabularySize'>,
  device: DeviceDescription,
): (recipe: string, rowValue: number) => number {
  const known = new Map<string, number>();
  const key = (recipe: string, rowValue: number) => JSON.stringify([recipe, rowValue]);
  const [place, where] = spec.rows ? ['rows.values', 'of that row'] : ['batchSizes', 'at that size'];
  for (const [index, rowValue] of rowValuesOf(spec).entries()) {
    for (const { name: recipe } of spec.recipes) {
      const lanes = fitOf(jobOf(spec, { recipe, rowValue, runs: [] }), corpus, device);
      if (typeof lanes === 'string') {
        throw new SpecError(
          `${place}[${index}] is ${rowValue}; one run ${where} under ${recipe} ${lanes}. ${SMALLER}`,
        );
      }
      known.set(key(recipe, rowValue), lanes);
    }
  }
  return (recipe, rowValue) => known.get(key(recipe, rowValue))!;
}

/** The most bytes that a session of this spec takes on a device, and its lanes then. */
export function largestSession(
  spec: Spec,
  corpus: Pick<Corpus, 'vocabularySize'>,
  device: DeviceDescription,
): { readonly bytes: number; readonly lanes: number } {
  const fitting = fitLanes(spec, corpus, device);
  const sessions = rowValuesOf(spec).flatMap((rowValue) =>
    spec.recipes.map(({ name: recipe }) => {
      const lanes = Math.min(lanesAtOnce(spec), fitting(recipe, rowValue));
      const job = jobOf(spec, { recipe, rowValue, runs: [] });
      const programs = jobPrograms(job, corpus.vocabularySize);
      return { bytes: sessionMemory(device, programs, snapshotsOf(job.precision)).bytes(lanes), lanes };
    }),
  );
  return sessions.reduce((most, each) => (each.bytes > most.bytes ? each : most));
}

/** How much of a device's memory will be taken; a sentence. */
export function memoryPlan(
  spec: Spec,
  corpus: Pick<Corpus, 'vocabularySize'>,
  device: DeviceDescription,
): string {
  const { bytes, lanes } = largestSession(spec, corpus, device);
  const runs = lanes === 1 ? 'one run' : `${lanes} runs at once`;
  return `Memory: at most ${inWords(bytes)} for ${runs}, of ${inWords(plannedMemory(device))} that the ${device.name} device can have.`;
}

function inWords(bytes: number): string {
  const [unit, size] = bytes < 2 ** 30 ? ['MiB', 2 ** 20] : ['GiB', 2 ** 30];
  return `${Number((bytes / size).toPrecision(3))} ${unit}`;
}

/** Where memory holds fewer lanes at once than there are threads; a sentence. */
export function memoryNotes(
  spec: Spec,
  device: DeviceDescription,
  fitting: (recipe: string, rowValue: number) => number,
): readonly string[] {
  const busy = Math.min(device.threads, lanesAtOnce(spec));
  const few = rowValuesOf(spec).flatMap((rowValue) => {
    const lanes = Math.min(...spec.recipes.map(({ name }) => fitting(name, rowValue)));
    return lanes < busy ? [{ rowValue, lanes }] : [];
  });
  if (few.length === 0) return [];
  const gibibytes = Number((plannedMemory(device) / 2 ** 30).toPrecision(3));
  const fewest = Math.min(...few.map(({ lanes }) => lanes));
  const where = spec.rows
    ? `In the rows ${few.map(({ rowValue }) => rowValue).join(', ')} of ${spec.rows.setting}`
    : `From batch size ${few[0]!.rowValue} on`;
  return [
    `${where}, the ${gibibytes} GiB of memory that the ${device.name} device can have do not ` +
      `hold a run for each of its ${device.threads} threads: ${fewest} at a time at the fewest.`,
  ];
}

/** Where fewer threads work than were asked for, and why; a sentence each. */
export function threadNotes(
  spec: Spec,
  asked: number | null,
  { name, threads }: DeviceDescription,
): readonly string[] {
  if (asked === null || asked <= threads) return [];
  const why =
    threads === availableParallelism()
      ? `as many as this machine has cores`
      : threads === lanesAtOnce(spec)
        ? `as no more runs than that are trained at once`
        : `as it has no use for more`;
  return [`${asked} threads were asked for; the ${name} device uses ${threads}, ${why}.`];
}
