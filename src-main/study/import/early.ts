// Runs of whose files a part is missing, and runs that ended before the others of their budget did: given up, killed, or cut off in the export. What they had not failed by
// then says nothing of how they would have ended, so none of them is called stable, or slow. Pure.
import type { Mapping } from '../../spec/import-mapping.ts';
import { levelOf } from './measure.ts';
import type { Candidate } from './repeats.ts';

/** A run that came this far has seen all but the last of its schedule. */
const WHOLE = 0.9;

interface Progress {
  /** Runs of one group are measured alike. */
  readonly group: string;
  readonly reached: number;
  /** Half of how far apart its points lie: it may have ended so much further. One that was given up has not. */
  readonly slack: number;
}

/** Candidates, of which those that ended early without having failed are not to be judged. */
export function earlyUnjudged(candidates: readonly Candidate[], mapping: Mapping): Candidate[] {
  const known = candidates.map((run) => damagedUnjudged(run, mapping));
  if (mapping.prunedMeans === 'finished') return known;
  return endedEarly(known, mapping);
}

/** What is missing may be where it failed. One that is only cut has all of its steps if it has the last it was to take. */
function damagedUnjudged(run: Candidate, mapping: Mapping): Candidate {
  const { damage, measured, plannedSteps } = run.outcome;
  if (damage === null || !mayBeJudged(run, mapping)) return run;
  if (
    damage.isCut &&
    (mapping.prunedMeans === 'finished' || (plannedSteps !== null && measured.endStep >= plannedSteps))
  )
    return run;
  const unjudged = `A part of it is damaged, cut or of other settings (${damage.sentence.replace(/\.$/, '')}): how it went is not known.`;
  const remark =
    'A part of it is damaged, cut or of other settings, and it had not failed by then: neither stable nor unstable.';
  return { ...run, outcome: { ...run.outcome, unjudged, remarks: [...run.outcome.remarks, remark] } };
}

function endedEarly(candidates: readonly Candidate[], mapping: Mapping): Candidate[] {
  const furthest = new Map<string, number>();
  for (const run of candidates) {
    const { group, reached } = progressOf(run);
    if (!run.outcome.isPruned) furthest.set(group, Math.max(furthest.get(group) ?? 0, reached));
  }
  return candidates.map((run) => {
    if (!mayBeJudged(run, mapping)) return run;
    const { group, reached, slack } = progressOf(run);
    const { isPruned, measured } = run.outcome;
    const isWhole = reached === 0 ? !isPruned : reached + slack >= WHOLE * (furthest.get(group) ?? Infinity);
    if (isWhole) return run;
    const after = measured.endStep > 0 ? ` after step ${measured.endStep}` : '';
    const unjudged = isPruned
      ? `It was given up${after}: how it would have ended is not known.`
      : `It ended${after}, before other runs of its budget: how it would have ended is not known.`;
    return {
      ...run,
      outcome: { ...run.outcome, unjudged, remarks: [...run.outcome.remarks, remarkOf(isPruned)] },
    };
  });
}

function remarkOf(isPruned: boolean): string {
  const what = isPruned ? 'Given up' : 'It ended before other runs of its budget';
  return `${what} without having failed: neither stable nor unstable (--pruned-means finished judges it by its losses so far).`;
}

/** Whether it has neither failed nor a label of its file. */
function mayBeJudged(
  { outcome: { failure, label, measured, unjudged } }: Candidate,
  mapping: Mapping,
): boolean {
  if (
    unjudged !== null ||
    failure !== null ||
    label !== null ||
    measured.nonfinite !== null ||
    measured.tailLoss === null
  )
    return false;
  const level = levelOf(measured.startLoss, mapping);
  return level === null || measured.tailLoss <= level;
}

/** As a share of the steps it was to take, where the file says how many; else in steps, among runs of its row. */
function progressOf({ rowValue, outcome: { curve, measured, plannedSteps, isPruned } }: Candidate): Progress {
  const [before, last] = (curve?.lastSteps ?? curve?.steps)?.slice(-2) ?? [];
  const slack = last === undefined || isPruned ? 0 : (last - (before ?? last)) / 2;
  const { endStep } = measured;
  return plannedSteps === null || plannedSteps === 0
    ? { group: `row ${rowValue}`, reached: endStep, slack }
    : { group: 'share', reached: endStep / plannedSteps, slack: slack / plannedSteps };
}
