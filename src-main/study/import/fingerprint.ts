// What a run says, as one short text: two runs with the same settings, losses and curve have the same, wherever they were read. Pure but
// for hashing.
import { createHash } from 'node:crypto';
import type { Candidate } from './repeats.ts';

/** Characters of a SHA-256 in base64: 120 bits. */
const LENGTH = 20;

const known = new WeakMap<Candidate['outcome'], string>();

export function fingerprintOf({ stored, outcome, ...run }: Candidate): string {
  if (stored) return stored.fingerprint;
  const before = known.get(outcome);
  if (before !== undefined) return before;
  const { learningRate, batchSize, rowValue, recipe, seed } = run;
  const { measured, curve, label, failure, isPruned, damage } = outcome;
  const hash = createHash('sha256').update(
    JSON.stringify([
      [recipe, learningRate, batchSize, rowValue, seed],
      [measured.startLoss, measured.tailLoss, measured.validationLoss, measured.nonfinite, measured.endStep],
      [label, failure, isPruned, damage],
    ]),
  );
  if (curve !== null) {
    hash.update(curve.losses);
    if (curve.steps !== null) hash.update(curve.steps);
  }
  const fingerprint = hash.digest('base64').slice(0, LENGTH);
  known.set(outcome, fingerprint);
  return fingerprint;
}
