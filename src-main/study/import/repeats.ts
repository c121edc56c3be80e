// Rows that say they are one run: the same recipe, learning rate, batch size and seed. Which of them is kept is the user's to say; unless
// it was said, never the one that looks safest. Pure but for hashing.
import type { PlannedRun } from '../../records/types.ts';
import type { DuplicatePolicy } from '../../spec/import-mapping.ts';
import { fingerprintOf } from './fingerprint.ts';
import type { Outcome } from './outcome.ts';
import type { Questions } from './questions.ts';
import type { RateColumns } from './rates.ts';
import type { Settings } from './settings.ts';

/** A run of a study that was made earlier. */
export interface StoredRun {
  readonly id: number;
  readonly fingerprint: string;
  /** Which run of its input it is, see run-details.ts. */
  readonly key: string;
  /** As the study has it. */
  readonly planned: PlannedRun;
  /** Why it is unjudged there; null: it is not. */
  readonly unjudged: string | null;
}

/** A row that is a run, before rates and recipes that are one were put together. */
export interface Candidate extends Settings {
  /** Number of the input that it is of. */
  readonly input: number;
  readonly line: number;
  readonly outcome: Outcome;
  /** The run of the study that it was read from; absent: it was read from a file. */
  readonly stored?: StoredRun;
  /** Number of the run of the study that it was when its input was read before. */
  readonly replaces?: number;
  /** Itself before it was put together with others; absent: it was not. */
  readonly asRead?: Candidate;
}

/** A run that another one says as well. */
export interface Repeat {
  readonly run: Candidate;
  readonly message: string;
  /** It says something that the one that is kept does not. */
  readonly isLeftOut: boolean;
}

/** Where it was run: the exact rate, also where that falls into a column. */
export function placeKey({ learningRate, rowValue, seed }: Candidate, rates: RateColumns): string {
  return JSON.stringify([rates.exact(learningRate), rowValue, seed]);
}

interface Assembly {
  readonly policy: DuplicatePolicy;
  readonly rates: RateColumns;
  readonly nameOf: (recipe: string) => string;
  readonly whereOf: (run: Candidate) => string;
  readonly questions: Questions;
}

/** Of rows with the same settings and seed, one: what `policy` says, and of rows that failed, one that did not. */
export function withoutRepeats(
  candidates: readonly Candidate[],
  assembly: Assembly,
): { readonly kept: Candidate[]; readonly repeats: Repeat[] } {
  const { policy, rates, nameOf, whereOf } = assembly;
  const kept = new Map<string, Candidate>();
  const repeats: Repeat[] = [];
  const conflicts: string[] = [];
  const unseeded = new Unseeded();
  candidates.forEach((run, index) => {
    const own = `${placeKey(run, rates)} ${nameOf(run.recipe)}`;
    const key = run.seed === null ? `${own} ${unseeded.keyOf(run)}` : own;
    const other = kept.get(key);
    if (!other) {
      kept.set(key, run);
      return;
    }
    const drop = (dropped: Candidate, message: string, isLeftOut = false) => {
      kept.set(key, dropped === run ? other : run);
      repeats.push({ run: dropped, message, isLeftOut });
    };
    const [better, worse] = severity(run) > severity(other) ? [other, run] : [run, other];
    if (fingerprintOf(run) === fingerprintOf(other)) {
      drop(run, `It says the same as ${whereOf(other)}.`);
    } else if (better.outcome.failure !== null) {
      drop(better, `It failed; ${whereOf(worse)} repeats it.`);
    } else if (better.outcome.unjudged !== null) {
      drop(better, `It ended before it could be judged; ${whereOf(worse)} repeats it.`);
    } else if (policy === 'seeds') {
      kept.set(`${key} ${index}`, numberedAnew(run, whereOf(other)));
    } else if (policy === 'worst') {
      if (severity(run) === severity(other)) drop(run, `It says the same as ${whereOf(other)}.`);
      else drop(better, `${SETTINGS_OF} ${whereOf(worse)}, which ended worse and is kept.`, true);
    } else if (policy === 'refuse') {
      conflicts.push(`${whereOf(other)} and ${whereOf(run)}`);
    } else {
      const [stays, goes, word] = policy === 'first' ? [other, run, 'first'] : [run, other, 'last'];
      const how = severity(goes) > severity(stays) ? ', though it ended better' : '';
      drop(goes, `${SETTINGS_OF} ${whereOf(stays)}, which came ${word} and is kept${how}.`, true);
    }
  });
  if (conflicts.length > 0) assembly.questions.raise('duplicates', '', 0, () => refused(conflicts));
  return { kept: [...kept.values()], repeats };
}

const SETTINGS_OF = 'It has the recipe, learning rate, batch size and seed of';

/** Pairs that a refusal lists. */
const LISTED = 3;

function refused(pairs: readonly string[]): string {
  const [first, are] = pairs.length === 1 ? ['run says', 'it is'] : ['runs say', 'they are'];
  const more = pairs.length > LISTED ? ` and ${pairs.length - LISTED} more` : '';
  return `${pairs.length} ${first} otherwise what another run of the same recipe, learning rate, batch size and seed says (${pairs.slice(0, LISTED).join('; ')}${more}), and --duplicates is refuse; say worst, first or last to keep one of each, or seeds if ${are} of other seeds.`;
}

/** Another seed than it says: it gets a number that no run of its cell has. */
function numberedAnew(run: Candidate, where: string): Candidate {
  const remark = `Its seed is ${run.seed}, as that of ${where}: it is numbered anew (--duplicates seeds).`;
  return { ...run, seed: null, outcome: { ...run.outcome, remarks: [...run.outcome.remarks, remark] } };
}

/** Runs without a seed are runs of their own, but for one that another input says as well. */
class Unseeded {
  readonly #counts = new Map<string, number>();

  /** The same for the n-th run of two inputs that say the same. */
  keyOf(run: Candidate): string {
    const fingerprint = fingerprintOf(run);
    const own = `${run.input} ${fingerprint}`;
    const number = this.#counts.get(own) ?? 0;
    this.#counts.set(own, number + 1);
    return `${fingerprint} ${number}`;
  }
}

/** How badly a run ended: nothing is known of one that broke, and little of one that ended early. */
export function severity({ outcome: { failure, unjudged, measured, label } }: Candidate): number {
  if (failure !== null) return -Infinity;
  if (unjudged !== null) return -Number.MAX_VALUE;
  if (measured.nonfinite !== null) return Infinity;
  if (label !== null) return label === 'ok' ? 0 : Number.MAX_VALUE;
  return measured.tailLoss ?? 0;
}
