// How a run ended, as far as its row says: its losses and curve measured by the rules of every run, what its tool says of it, and
// what that means where the tool's word leaves it open. Pure.
import type { Label } from '../../analysis/labels/labels.ts';
import { DEFAULT_THRESHOLDS } from '../../analysis/labels/thresholds.ts';
import type { LeftOutReason } from '../../records/types.ts';
import { notFinite } from '../../training-logs/number.ts';
import { curveIn, lossIn, RowError, wholeIn, type Curve, type LossScale } from './cells.ts';
import type { Damage } from './folder/reading.ts';
import type { RunRow } from './histories.ts';
import { LABEL_WORDS } from './label-words.ts';
import type { FailedMeaning, ImportField, Mapping } from '../../spec/import-mapping.ts';
import { finiteOrNull, levelOf, measure, type Losses, type Measured } from './measure.ts';
import type { Questions } from './questions.ts';
import { stateKind, stateWord } from './states.ts';

export interface Outcome {
  readonly measured: Measured;
  readonly curve: Curve | null;
  /** As the file says; null: it does not. */
  readonly plannedSteps: number | null;
  readonly label: Label | null;
  /** What the column of labels said. */
  readonly labelText: string | null;
  /** Why it has no outcome, in one sentence: it broke for infrastructure reasons. null for all others. */
  readonly failure: string | null;
  /** Its tool gave it up in favour of better ones. */
  readonly isPruned: boolean;
  /** Why it is neither stable nor unstable, in one sentence: it ended before it could be judged. null for all others. */
  readonly unjudged: string | null;
  /** What of its files could not be read; null: all was. */
  readonly damage: Damage | null;
  /** What was decided about it that its numbers do not show, a sentence each. */
  readonly remarks: readonly string[];
}

/** A run that is not to be one: it is left out, for this reason. */
export class LeftOut extends Error {
  readonly reason: LeftOutReason;

  constructor(reason: LeftOutReason, message: string) {
    super(message);
    this.reason = reason;
  }
}

/** @throws RowError, LeftOut. What it would have to ask is raised. */
export function outcomeOf(
  row: RunRow,
  mapping: Mapping,
  scaleOf: (column: string) => LossScale,
  questions: Questions,
): Outcome {
  const { columns } = mapping;
  const cell = (field: ImportField) => (columns[field] === null ? undefined : row.cell(columns[field]));
  const lossOf = (field: 'tailLoss' | 'startLoss' | 'validationLoss') =>
    cell(field) === undefined ? null : lossIn(columns[field]!, cell(field), scaleOf(columns[field]!));
  const curve =
    row.curve ??
    (cell('lossCurve') === undefined
      ? null
      : curveIn(columns.lossCurve!, cell('lossCurve'), scaleOf(columns.lossCurve!)));
  const losses: Losses = {
    // Of a history the losses are its curve.
    tail: row.curve ? null : lossOf('tailLoss'),
    validation: ofItsEnd(row, columns.validationLoss, curve) ? lossOf('validationLoss') : null,
    start: finiteOrNull(lossOf('startLoss')),
  };
  const plannedSteps = cell('steps') === undefined ? null : wholeIn(columns.steps!, cell('steps'), 0);
  const reached =
    mapping.rowsAre === 'steps' || cell('step') === undefined ? null : Number(cell('step')) || null;
  const measured = measure(curve, losses, { plannedSteps, reached, beginsLate: row.beginsLate });
  const level = levelOf(measured.startLoss, mapping);
  const broken = row.rolledBack.find(({ value }) => level !== null && value > level);
  const hasFailed =
    measured.nonfinite !== null ||
    broken !== undefined ||
    (level !== null && measured.tailLoss !== null && measured.tailLoss > level);
  const labelled = labelOf(columns.label, cell('label'), hasFailed);
  const isZero = measured.tailLoss === 0 || curve?.losses.at(-1) === 0;
  if (row.damage !== null && curve === null && cell('tailLoss') === undefined)
    throw new LeftOut('unreadable', `A file of it is damaged or cut: ${row.damage.sentence}`);
  const hasLoss = measured.nonfinite !== null || (measured.tailLoss !== null && !isZero);
  const own = {
    measured,
    curve,
    plannedSteps,
    ...labelled,
    failure: null,
    isPruned: false,
    unjudged: null,
    damage: row.damage,
    remarks: [],
  };
  if (measured.nonfinite !== null || labelled.label !== null) return own;
  if (broken) {
    return asDiverged(
      own,
      'Its loss had risen above that of its start when it was rolled back: it has failed, however it went on.',
      Math.round(broken.step),
    );
  }
  const state = cell('state');
  const word = state === undefined ? null : stateWord(state);
  const meaning = word === null ? 'finished' : meaningOf(word, mapping);
  const said = String(state);
  const risen =
    hasLoss && BROKEN.includes(meaning)
      ? asRisen(own, `Its tool says "${said}"; its loss had risen above that of its start.`, mapping)
      : null;
  if (risen) return risen;
  const failure = `The tool that trained it says "${said}".`;
  switch (meaning) {
    case 'open':
      throw new LeftOut(
        'not-ended',
        `${columns.state} is "${said}": it has not ended; import it again when it has.`,
      );
    case 'left-out':
      throw new LeftOut('by-state', `${columns.state} is "${said}", which is to be left out.`);
    case 'diverged':
      return asDiverged(own, `Its tool says "${said}", which was taken for a divergence.`);
    case 'infrastructure':
      return { ...own, failure };
    case 'failed':
      questions.raise('failed', word!, row.line, failedState(columns.state!, said));
      return { ...own, failure };
    case 'unknown':
      questions.raise('state', word!, row.line, unknownState(columns.state!, said));
      return { ...own, failure };
    case 'pruned':
      if (curve === null && hasLoss && mapping.prunedMeans === null) {
        questions.raise('pruned', word!, row.line, prunedState(columns.state!, said));
      }
      if (hasLoss) {
        const remark = `Its tool says "${said}": it is judged by its losses as far as they go.`;
        const remarks = mapping.prunedMeans === 'finished' ? [remark] : [];
        return { ...withLast(own), isPruned: true, remarks };
      }
      break;
    case 'finished':
      if (hasLoss && !row.endsBlank) return own;
  }
  const why = isZero ? 'zero' : hasLoss ? 'blank' : 'empty';
  const blank =
    why === 'blank'
      ? asRisen(own, `${LACKS.blank}; its loss had risen above that of its start.`, mapping)
      : null;
  return blank ?? withoutLoss(own, row, mapping, { questions, why });
}

/** A validation loss from before the first step says nothing of a run that went on, unless it was not finite. */
function ofItsEnd(row: RunRow, column: string | null, curve: Curve | null): boolean {
  const steps = curve?.steps;
  if (column === null || !steps || steps.length < 2) return true;
  const points = row.points(column);
  return !points.every(
    ({ step, value }) => step !== null && step <= steps[0]! && notFinite(String(value)) === null,
  );
}

function labelOf(
  column: string | null,
  value: unknown,
  hasFailed: boolean,
): Pick<Outcome, 'label' | 'labelText'> {
  if (value === undefined) return { label: null, labelText: null };
  const labelText = String(value);
  const label = LABEL_WORDS.get(labelText.trim().toLowerCase());
  if (label === undefined) {
    const known = [...LABEL_WORDS.keys()].join(', ');
    throw new RowError(`${column} is "${labelText.slice(0, 60)}"; a label must be one of ${known}.`);
  }
  // No word makes a loss that is not a number, or lies above that of an untrained model, stable.
  const isContradicted = hasFailed && !DEFAULT_THRESHOLDS.unstableLabels.includes(label);
  return isContradicted ? { label: null, labelText: null } : { label, labelText };
}

type Meaning = FailedMeaning | 'failed' | 'pruned' | 'open' | 'unknown';

/** A run of these that ended above its start diverged, whatever its tool calls it. */
const BROKEN: readonly Meaning[] = ['failed', 'infrastructure', 'unknown', 'left-out'];

function meaningOf(word: string, { failedMeans, prunedMeans }: Mapping): Meaning {
  if (Object.hasOwn(failedMeans, word)) return failedMeans[word]!;
  const kind = stateKind(word);
  if (kind === 'failed' && Object.hasOwn(failedMeans, '*')) return failedMeans['*']!;
  if (kind === 'pruned') return prunedMeans === null || prunedMeans === 'finished' ? 'pruned' : prunedMeans;
  return kind ?? 'unknown';
}

function asDiverged<O extends Outcome>(outcome: O, remark: string, step = outcome.measured.endStep): O {
  const measured = { ...outcome.measured, tailLoss: null, nonfinite: { step, tensor: 'loss' } };
  return { ...outcome, measured, remarks: [remark] };
}

/** The last loss counts where it is worse than the tail: a run that did not end by itself ended there. */
function withLast<O extends Outcome>(outcome: O): O {
  const last = outcome.curve?.losses.at(-1);
  const { tailLoss } = outcome.measured;
  if (last === undefined || tailLoss === null || last <= tailLoss) return outcome;
  return { ...outcome, measured: { ...outcome.measured, tailLoss: last } };
}

/** A run that failed with its loss above that of an untrained model diverged, whatever its tool calls it; else null. */
function asRisen<O extends Outcome>(outcome: O, remark: string, mapping: Mapping): O | null {
  const ended = withLast(outcome);
  const { startLoss, tailLoss } = ended.measured;
  const level = levelOf(startLoss, mapping);
  if (level === null || tailLoss === null || tailLoss <= level) return null;
  return { ...ended, remarks: [remark] };
}

/** How a loss is lacking: there is none, it is 0 as of no language model, or the rows of a run end without one. */
type Lack = 'empty' | 'zero' | 'blank';

const LACKS: Readonly<Record<Lack, string>> = {
  empty: 'It has no loss',
  zero: 'Its last loss is exactly 0',
  blank: 'Its last rows have no loss',
};

function withoutLoss(
  own: Outcome,
  row: RunRow,
  mapping: Mapping,
  { questions, why }: { readonly questions: Questions; readonly why: Lack },
): Outcome {
  switch (mapping.emptyLoss) {
    case 'diverged':
      return asDiverged(own, `${LACKS[why]}, which was taken for a divergence.`);
    case 'left-out':
      throw new LeftOut(
        'no-loss',
        why === 'empty' ? 'It has no loss, no curve and no label.' : `${LACKS[why]}.`,
      );
    case 'failed':
      return { ...own, failure: `${LACKS[why]}.` };
    case null: {
      const { tailLoss, lossCurve, label } = mapping.columns;
      // Without any column of losses another question is open.
      if ((tailLoss ?? lossCurve ?? label) !== null)
        questions.raise('empty-loss', why, row.line, LACK_SENTENCES[why](tailLoss ?? lossCurve));
      return { ...own, failure: `${LACKS[why]}.` };
    }
  }
}

type SentenceOf = (column: string | null) => (count: number, where: string) => string;

const LACK_SENTENCES: Readonly<Record<Lack, SentenceOf>> = {
  empty: (column) => (count, where) =>
    `${count} ${count === 1 ? 'run has' : 'runs have'} no loss${column === null ? '' : ` (${column} is empty)`} and nothing that says why (${where}); say what an empty loss means: --empty-loss diverged (some tools write NaN so), failed (for infrastructure reasons) or left-out.`,
  zero: () => (count, where) =>
    `The loss of ${count} ${count === 1 ? 'run' : 'runs'} ends at exactly 0 (${where}), which a language model never reaches and some tools write for NaN; say what it means: --empty-loss diverged, failed (for infrastructure reasons) or left-out.`,
  blank: (column) => (count, where) =>
    `The last rows of ${count} ${count === 1 ? 'run' : 'runs'} have a step and no ${column ?? 'loss'} (${where}); say what that means: --empty-loss diverged (some tools write NaN so), failed (for infrastructure reasons) or left-out.`,
};

const failedState = (column: string, state: string) => (count: number, where: string) =>
  `${column} is "${state}" for ${count} ${count === 1 ? 'run' : 'runs'} whose losses do not tell whether ${count === 1 ? 'it' : 'they'} diverged (${where}); say what it means: --failed-means ${stateWord(state)}=diverged, =infrastructure, =finished (judged by its losses) or =left-out.`;

const unknownState = (column: string, state: string) => (count: number, where: string) =>
  `${column} is "${state.slice(0, 60)}" for ${count} ${count === 1 ? 'run' : 'runs'} (${where}), a state that is not known; say what it means: --failed-means ${stateWord(state).slice(0, 60)}=finished, =diverged, =infrastructure or =left-out.`;

const prunedState = (column: string, state: string) => (count: number, where: string) =>
  `${column} is "${state}" for ${count} ${count === 1 ? 'run' : 'runs'} without a curve (${where}), whose last loss is not that of a finished run; say what to make of ${count === 1 ? 'it' : 'them'}: --pruned-means finished (judged by that loss), diverged or left-out.`;
