// Which of the fast devices trains a job for the least: `auto`. Each is opened and measured in a process of its own, in turns with
// the others, so that a driver that breaks, hangs or is slow costs that process and its limit of time, and nothing else.
import { OutOfMemoryError, type DeviceDescription, type DeviceName } from '../engine/device.ts';
import { hasLargeProducts } from '../engine/devices/blas/shapes.ts';
import { lanesThatFit, sessionMemory, whyNoLaneFits } from '../engine/devices/memory.ts';
import { stepFlops } from '../engine/flops.ts';
import { snapshotsOf } from '../engine/snapshots.ts';
import { jobPrograms } from '../engine/train.ts';
import { isCheaper, type CostPair } from './compare.ts';
import { FAST_DEVICES } from './devices.ts';
import { machineMemory } from './machine-memory.ts';
import { measurableLanes } from './measurable.ts';
import { messageOf } from './measure.ts';
import type { Candidate, OpenSettings, Speed } from './protocol.ts';

/** Seconds in which a device must be there, those that `auto` measures it for at most, and those it is measured for in a turn. */
export const LIMITS = { open: 30, measure: 10 } as const;
const TURNS = 3;
const TURN_SECONDS = 0.3;

/** Why `auto` passes over a GPU driver that computes on the CPU; measuring it would take longer than the answer is worth. */
const SOFTWARE =
  'It is software on the CPU, where wasm is faster; it is used only when it is asked for by name.';

/** Why `auto` does not even open the native device: where no product is large enough for the library it is the wasm device. */
const SMALL = 'All products of this model are small, and then it is the wasm device.';

/** What this needs of a host that has one device open. */
export interface CandidateHost {
  readonly description: DeviceDescription;
  /** null where it takes longer than the limit. */
  measure(lanes: number, seconds: number, limit: number): Promise<Speed | null>;
  close(): Promise<void>;
}

interface Contestant<H> {
  readonly name: DeviceName;
  readonly host: H;
  readonly lanes: number;
  readonly turns: Speed[];
  spent: number;
}

export interface Chosen<H> {
  /** null: there is no fast device. */
  readonly host: H | null;
  readonly candidates: readonly Candidate[];
}

/**
 * Opens the candidates, and leaves open the one that is chosen.
 * @throws OutOfMemoryError where there are fast devices and none of them holds a run: nobody means the reference device with a
 * model of that size; the reason of the signal.
 */
export async function chooseDevice<H extends CandidateHost>(
  settings: Pick<OpenSettings, 'trial' | 'corpus'>,
  open: (name: DeviceName) => Promise<H>,
  signal?: AbortSignal,
): Promise<Chosen<H>> {
  const reasons = new Map<DeviceName, string>();
  const inRace: Contestant<H>[] = [];
  let tooLarge: string | null = null;
  try {
    for (const name of FAST_DEVICES) {
      if (name === 'native' && !hasWorkForBlas(settings)) {
        reasons.set(name, SMALL);
        continue;
      }
      const host = await open(name).catch((error: unknown) => {
        signal?.throwIfAborted();
        reasons.set(name, messageOf(error).replace(`Device ${name} is not available: `, ''));
        return null;
      });
      if (!host) continue;
      const { description } = host;
      const lanes = description.software ? SOFTWARE : lanesOf(description, settings);
      if (typeof lanes === 'number') {
        inRace.push({ name, host, lanes, turns: [], spent: 0 });
        continue;
      }
      await host.close();
      reasons.set(name, lanes);
      if (!description.software) tooLarge ??= lanes;
    }
    if (inRace.length === 0 && tooLarge !== null) throw new OutOfMemoryError(tooLarge);
    if (inRace.length > 1) await takeTurns(inRace, reasons, signal);
  } catch (error) {
    await Promise.all(inRace.map(({ host }) => host.close()));
    throw error;
  }
  // Where none could be measured, the first is what every machine has.
  const best = cheapest(inRace.filter(({ name }) => !reasons.has(name))) ?? inRace[0] ?? null;
  await Promise.all(inRace.map((each) => (each === best ? undefined : each.host.close())));
  const candidates = FAST_DEVICES.map((name): Candidate => {
    const turns = inRace.find((each) => each.name === name)?.turns ?? [];
    const seconds = Math.min(...turns.map(({ secondsPerLaneStep }) => secondsPerLaneStep));
    const reason = best?.name === name ? null : (reasons.get(name) ?? null);
    return { name, laneStepsPerSecond: turns.length > 0 ? 1 / seconds : null, reason };
  });
  return { host: best?.host ?? null, candidates };
}

function hasWorkForBlas({ trial, corpus }: Pick<OpenSettings, 'trial' | 'corpus'>): boolean {
  return jobPrograms(trial, corpus.vocabularySize).some(hasLargeProducts);
}

/** Lanes that a device is measured with, or why it cannot train the job. */
function lanesOf(
  description: DeviceDescription,
  { trial, corpus }: Pick<OpenSettings, 'trial' | 'corpus'>,
): number | string {
  const programs = jobPrograms(trial, corpus.vocabularySize);
  const memory = sessionMemory(description, programs, snapshotsOf(trial.precision));
  const machine = machineMemory();
  const why = whyNoLaneFits(description, memory, machine);
  if (why !== null) return `One run at batch size ${trial.batchSize} ${why}.`;
  const flops = stepFlops(trial.model, trial.batchSize, corpus.vocabularySize);
  return measurableLanes(description, flops, lanesThatFit(description, memory, machine));
}

/** Measures all in turns; what breaks or takes too long is out. */
async function takeTurns(
  inRace: readonly Contestant<CandidateHost>[],
  reasons: Map<DeviceName, string>,
  signal?: AbortSignal,
) {
  for (let turn = 0; turn < TURNS; turn++) {
    for (const each of inRace.filter(({ name }) => !reasons.has(name))) {
      const begun = performance.now();
      try {
        const speed = await each.host.measure(each.lanes, TURN_SECONDS, LIMITS.measure - each.spent);
        if (speed) each.turns.push(speed);
        else reasons.set(each.name, `It could not be measured within ${LIMITS.measure} s.`);
      } catch (error) {
        signal?.throwIfAborted();
        reasons.set(each.name, messageOf(error));
      }
      each.spent += (performance.now() - begun) / 1000;
    }
  }
}

/** The first stays unless another is clearly cheaper. */
function cheapest<C extends Contestant<CandidateHost>>(measured: readonly C[]): C | null {
  return measured.reduce<C | null>((best, other) => {
    if (best === null) return other;
    const computed = [best, other].every(({ host }) => host.description.clock === 'processor');
    const cost = (speed: Speed) => (computed ? speed.processorSecondsPerLaneStep : speed.secondsPerLaneStep);
    const pairs = other.turns.map((speed, turn): CostPair => ({
      known: cost(best.turns[turn]!),
      other: cost(speed),
    }));
    return isCheaper(pairs) ? other : best;
  }, null);
}
