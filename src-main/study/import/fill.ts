// Imported runs as they are written into their study: what each has measured, and the events that say where it came from and what was
// decided about it.
import type { Study } from '../study.ts';
import type { ReadInput } from './candidates.ts';
import { stepsOf } from './measure.ts';
import type { ImportedRun, ImportedRuns } from './runs.ts';
import { runDetails } from './run-details.ts';
import { IMPORTED_DEVICE, IMPORTED_RUN_KIND } from '../../records/origin.ts';
import { describeProblem } from './table.ts';

/** Where a run that is written came from. */
interface RunOrigin {
  readonly input: Pick<ReadInput, 'name' | 'unit'>;
  /** Which run of its input it is, see run-details.ts. */
  readonly key: string;
  /** The files that it was read from, a line each. */
  readonly files: readonly string[];
}

/** Of a run that broke: its curve stays, and no number of it is taken for its outcome. */
const UNKNOWN_LOSSES = { startLoss: null, tailLoss: null, validationLoss: null };

/** The run of this number, which is planned. */
export function fillRun(study: Study, id: number, run: ImportedRun, { key, input, files }: RunOrigin): void {
  const { measured, label, labelText, failure, unjudged, remarks, candidate, line } = run;
  const where = input.unit === 'run' ? key : `${input.unit} ${line}`;
  study.finishRun(id, {
    measured: failure === null ? measured : { ...measured, ...UNKNOWN_LOSSES },
    curves: curvesOf(run),
    sites: [],
    siteSteps: [],
    siteStatistics: new Float32Array(),
    seconds: 0,
    device: IMPORTED_DEVICE,
    stopped: null,
    events: [
      {
        step: null,
        kind: IMPORTED_RUN_KIND,
        message: `It was imported from ${input.name}: ${where}.`,
        details: runDetails(candidate, key),
      },
      ...remarks.map((message) => ({ step: null, kind: 'import-note', message })),
      ...files.map((message) => ({ step: null, kind: SOURCE_KIND, message })),
    ],
  });
  if (label !== null) {
    const reason = `Labelled "${labelText}" by the imported column.`;
    study.setLabels([{ id, label, reason, provisional: false }]);
  }
  if (unjudged !== null) study.setLabels([{ id, label: 'unjudged', reason: unjudged, provisional: false }]);
  // What it has logged stays with it: it shows how far it came.
  if (failure !== null) study.failRuns([id], failure);
}

/** Of the event that says which file of a folder a run was read from. */
export const SOURCE_KIND = 'import-source';

const SKIPPED_KIND = 'import-skipped';

/** Rows of an input that are no run; those that were listed of it before are gone where it was read anew. */
export function listSkipped(
  study: Study,
  number: number,
  { problems }: ImportedRuns['rests'][number],
  unit: ImportedRuns['unit'],
): void {
  for (const problem of problems) {
    const said = describeProblem(problem, unit);
    study.addEvent({
      runId: null,
      step: null,
      kind: SKIPPED_KIND,
      message: unit === 'run' ? said : `${said[0]!.toUpperCase()}${said.slice(1)}`,
      details: { input: number },
    });
  }
}

export function dropSkipped(study: Study, number: number): void {
  study.removeEvents(SKIPPED_KIND, (details) => (details as { input?: unknown } | null)?.input === number);
}

/** The steps by which the curve was measured go with it, unless there is a point for every step. */
function curvesOf({ curve, planned }: ImportedRun): Record<string, Float32Array> {
  if (curve === null) return {};
  const steps = stepsOf(curve, planned.plannedSteps);
  return steps === null || steps.every((step, i) => step === i)
    ? { loss: curve.losses }
    : { loss: curve.losses, step: Float32Array.from(steps) };
}
