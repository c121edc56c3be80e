// What a spec would take before it is started: work, memory, and time on each device of this machine, measured there.
import { DEVICE_NAMES } from '../engine/device.ts';
import { timesRange } from '../plan/estimate.ts';
import { planRuns } from '../plan/plan.ts';
import { laneBytes, openLaneRunner } from '../sweep/lane-runner.ts';
import { stepFlops } from '../engine/flops.ts';
import { mostShare } from '../plan/refine.ts';
import { parseSpec } from '../spec/spec.ts';
import { readSource, storedCorpusOf } from '../sweep/corpus-source.ts';
import type { DeviceEstimate, Estimate } from '../contract/contract.ts';

/** Why a device that could train has no time. */
const UNMEASURED = 'A step takes too long to be measured; the time is told once something has been trained.';

/** @throws SpecError or TextError with one sentence. */
export async function estimateSpec(given: unknown): Promise<Estimate> {
  const spec = parseSpec(given);
  const source = readSource(spec);
  const corpus = await storedCorpusOf(source, spec);
  const runs = planRuns(spec);
  const sum = (of: (run: (typeof runs)[number]) => number) => runs.reduce((total, run) => total + of(run), 0);
  const laneSteps = sum(({ plannedSteps }) => plannedSteps);
  /** A refined sweep trains a part at most. */
  const most = spec.refine === null ? 1 : mostShare(spec);
  const devices: DeviceEstimate[] = [];
  for (const device of DEVICE_NAMES.filter((name) => name !== 'reference')) {
    try {
      const runner = await openLaneRunner(spec, source, { device, threads: null });
      const estimated = runner.estimate(runs);
      const seconds = estimated && timesRange(most, estimated);
      const { summary } = runner.host.opened.description;
      await runner.close();
      devices.push({
        device,
        summary,
        seconds,
        laneStepsPerSecond: seconds && (most * laneSteps) / seconds.likely,
        reason: seconds ? null : UNMEASURED,
      });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      devices.push({ device, summary: null, seconds: null, laneStepsPerSecond: null, reason });
    }
  }
  return {
    runs: runs.length,
    laneSteps,
    tokens: sum(({ plannedSteps, batchSize }) => plannedSteps * batchSize * spec.model.context),
    flops: sum(
      ({ plannedSteps, batchSize }) => plannedSteps * stepFlops(spec.model, batchSize, corpus.vocabularySize),
    ),
    laneBytes: laneBytes(spec, corpus),
    devices,
  };
}
