// A run as a row of the file, and as a value.
import type { RunRecord } from './stored.ts';
import type { RunPrecision, RunRow } from '../records/types.ts';

/** Every column of a run; a WHERE or ORDER BY may follow. No index is asked, because none has a checksum. */
export const SELECT_RUNS = 'SELECT * FROM run NOT INDEXED';

/** `precisions` are those of the environments by id. */
export function runOf(row: RunRecord, precisions: ReadonlyMap<number, RunPrecision | null>): RunRow {
  return {
    id: row.id,
    recipe: row.recipe,
    learningRate: row.learning_rate,
    batchSize: row.batch_size,
    seed: row.seed,
    plannedSteps: row.planned_steps,
    state: row.state,
    label: row.label,
    reason: row.reason,
    provisional: row.provisional === 1,
    endStep: row.end_step,
    startLoss: row.start_loss,
    tailLoss: row.tail_loss,
    validationLoss: row.validation_loss,
    nonfinite:
      row.nonfinite_step === null ? null : { step: row.nonfinite_step, tensor: row.nonfinite_tensor ?? '' },
    sharpness: lastFloat(row.sharpness),
    lossSpikeScore: row.loss_spike_score,
    gradientSpikeScore: row.gradient_spike_score,
    longestSpike: row.longest_spike,
    jump:
      row.loss_jump === null || row.loss_jump_step === null
        ? null
        : { rise: row.loss_jump, step: row.loss_jump_step },
    lastSteps: row.last_steps && [...row.last_steps],
    foreseen: row.foreseen,
    seconds: row.seconds,
    device: row.device,
    precision: row.state === 'finished' ? (precisions.get(row.environment_id!) ?? null) : null,
    attempts: row.attempts,
  };
}

/** The last value of a curve, given its last four bytes; null where it is not finite. */
export function lastFloat(bytes: Uint8Array | null): number | null {
  const value = bytes?.length === 4 ? new DataView(bytes.buffer, bytes.byteOffset).getFloat32(0, true) : NaN;
  return Number.isFinite(value) ? value : null;
}
