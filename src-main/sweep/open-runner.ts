// Opens what runs a study on this machine: its own lanes on the device, or a command.
import { PlacesError } from '../host/places.ts';
import { openTrainerRunner } from './executors/command/trainer-runner.ts';
import { openLaneRunner, type RunnerSettings } from './lane-runner.ts';
import type { Assignment } from './recall.ts';
import type { Runner } from './runner.ts';

/** @throws TextError, SpecError, PlacesError, HostError, one sentence each; the reason of the signal. */
export type OpenRunner = (assignment: Assignment, settings: RunnerSettings) => Promise<Runner>;

export const openRunner: OpenRunner = async ({ spec, source }, settings) => {
  if (source !== null) return openLaneRunner(spec, source, settings);
  if ((settings.places ?? 1) !== 1) {
    throw new PlacesError(
      'A command trains the runs of this study, not hosts of a device; trainer.concurrency says how many it trains at once.',
    );
  }
  return openTrainerRunner(spec);
};
