// Chooses the size of a study by what a device of this machine does: each size that is asked for is calibrated like a study that
// is about to be trained.
import { chooseSize, type Sized, type SizedPreset } from '../plan/sized-preset.ts';
import { planRuns } from '../plan/plan.ts';
import { SpecError, type Spec } from '../spec/spec.ts';
import { readSource } from './corpus-source.ts';
import { openLaneRunner, type RunnerSettings } from './lane-runner.ts';

export interface SizedHere extends Sized {
  /** One sentence: what it has become, where. */
  readonly sentence: string;
}

/** @throws TextError, SpecError, HostError, one sentence each; the reason of the signal. */
export async function sizeHere(preset: SizedPreset, settings: RunnerSettings): Promise<SizedHere> {
  let device = '';
  const sized = await chooseSize(preset, async (spec) => {
    try {
      const runner = await openLaneRunner(spec, readSource(spec), settings);
      device = runner.host.opened.description.summary;
      const seconds = runner.estimate(planRuns(spec));
      await runner.close();
      return seconds === null ? { reason: 'a step takes too long to be measured' } : { seconds };
    } catch (error) {
      // It does not fit into memory.
      if (error instanceof SpecError) return { reason: error.message };
      throw error;
    }
  });
  return { ...sized, sentence: describeSized(preset, sized, device) };
}

const hours = (seconds: number) => `${Number((seconds / 3600).toPrecision(2))} h`;

/** One sentence. */
export function describeSized(preset: SizedPreset, { spec, seconds, reason }: Sized, device: string): string {
  const size = sizeInWords(spec);
  if (seconds === null) return `The smallest study of ${preset.name}, ${size}, has no known time: ${reason}`;
  const { likely } = seconds;
  if (likely > preset.seconds) {
    return `The smallest study of ${preset.name}, ${size}, takes about ${hours(likely)} on ${device}, more than ${hours(preset.seconds)}.`;
  }
  return `Sized for ${hours(preset.seconds)} on ${device}: ${size}, likely to take ${hours(likely)}.`;
}

function sizeInWords({ model: { layers, width, context }, seeds, steps }: Spec): string {
  return `${layers} layers of width ${width}, context ${context}, ${steps} steps, ${seeds.length} seeds`;
}
