// Opens what runs a study on this machine: its own lanes on the device, or a command.
import { openTrainerRunner } from './executors/command/trainer-runner.ts';
import { openLaneRunner, type RunnerSettings } from './lane-runner.ts';
import type { Assignment } from './recall.ts';
import type { Runner } from './runner.ts';

/** @throws TextError, SpecError, PlacesError, HostError, one sentence each; the reason of the signal. */
export type OpenRunner = (assignment: Assignment, settings: RunnerSettings) => Promise<Runner>;

export const openRunner: OpenRunner = async ({ spec, source }, settings) =>
  source === null ? openTrainerRunner(spec) : openLaneRunner(spec, source, settings);
