// A run as a row of the file, and as a value.
import type { Label } from '../analysis/labels.ts';
import type { RunPrecision, RunRow, RunState } from './types.ts';

export interface RunRecord {
  id: number;
  recipe: string;
  learning_rate: number;
  batch_size: number;
  seed: number;
  planned_steps: number;
  state: RunState;
  label: Label | null;
  reason: string | null;
  provisional: number;
  end_step: number;
  start_loss: number | null;
  tail_loss: number | null;
  validation_loss: number | null;
  nonfinite_step: number | null;
  nonfinite_tensor: string | null;
  loss_spike_score: number;
  gradient_spike_score: number;
  longest_spike: number;
  seconds: number | null;
  device: string | null;
  attempts: number;
  /** Of its last attempt. */
  environment_id: number | null;
  /** Last float32 of the sharpness curve. */
  sharpness: Buffer | null;
}

/** Every column of a run, with how often it was begun; a WHERE or ORDER BY may follow. */
export const SELECT_RUNS = `SELECT run.*,
  (SELECT count(*) FROM attempt WHERE run_id = run.id) AS attempts,
  (SELECT environment_id FROM attempt WHERE run_id = run.id ORDER BY id DESC LIMIT 1) AS environment_id,
  (SELECT substr(points, -4) FROM curve WHERE run_id = run.id AND name = 'sharpness') AS sharpness
  FROM run`;

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
    seconds: row.seconds,
    device: row.device,
    precision: row.state === 'finished' ? (precisions.get(row.environment_id!) ?? null) : null,
    attempts: row.attempts,
  };
}

function lastFloat(bytes: Buffer | null): number | null {
  const value = bytes?.length === 4 ? bytes.readFloatLE() : NaN;
  return Number.isFinite(value) ? value : null;
}
