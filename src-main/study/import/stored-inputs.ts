// The inputs of a study that was imported earlier, as they were read then: what runs that are added are put together with. Curves are read
// when they are asked for, which is seldom.
import { mappingSchema } from '../../spec/import-mapping-schema.ts';
import type { Mapping } from '../../spec/import-mapping.ts';
import { importedFacts, IMPORTED_RUN_KIND } from '../../records/origin.ts';
import type { ImportedInput, RunRow } from '../../records/types.ts';
import type { StudyReader } from '../study-reader.ts';
import { StudyError } from '../study-error.ts';
import type { Dropped, ReadInput } from './candidates.ts';
import type { Curve } from './cells.ts';
import { Questions } from './questions.ts';
import type { Candidate } from './repeats.ts';
import { inNats } from './resolve.ts';
import { importedRunSchema, type ImportedRunDetails } from './run-details.ts';
import { unitOf, type ImportKind } from './table.ts';

export type StoredInput = ImportedInput & { readonly mapping: Mapping };

export interface StoredInputs {
  readonly inputs: readonly StoredInput[];
  /** In the same order. */
  readonly read: readonly ReadInput[];
  /** Runs that were trained here, or are to be. */
  readonly trained: readonly RunRow[];
}

/** @throws StudyError where the study was not imported, or by a version that did not keep what is needed. */
export function storedInputs(study: StudyReader): StoredInputs {
  const inputs = inputsOf(study);
  const details = new Map<number, ImportedRunDetails>();
  for (const { runId, details: kept } of study.eventsOfKind(IMPORTED_RUN_KIND)) {
    if (runId !== null) details.set(runId, study.believed(importedRunSchema, kept, 'what it says of a run'));
  }
  const candidates = inputs.map((): Candidate[] => []);
  const trained: RunRow[] = [];
  for (const run of study.runs()) {
    if (run.origin === 'trained') {
      trained.push(run);
      continue;
    }
    const known = details.get(run.id);
    const own = known && candidates[known.input];
    if (!own) throw study.damage(`nothing says what run ${run.id} was imported from`);
    own.push(candidateOf(study, run, known));
  }
  return { inputs, read: inputs.map((input, i) => readInputOf(input, candidates[i]!)), trained };
}

/** What was said of the inputs of a study, in their order. @throws StudyError, see storedInputs. */
export function inputsOf(study: StudyReader): StoredInput[] {
  const { name, spec } = study.info();
  const facts = importedFacts({ spec });
  if (facts === null)
    throw new StudyError(
      `The runs of ${name} were not imported; runs can be added to an imported study only.`,
    );
  return (facts.inputs ?? []).length === 0
    ? fromOlder(name)
    : facts.inputs!.map((input) => {
        const mapping = mappingSchema.safeParse(input.mapping);
        return mapping.success ? { ...input, mapping: mapping.data } : fromOlder(name);
      });
}

function fromOlder(name: string): never {
  throw new StudyError(
    `${name} was imported by another version of Precipice, which did not keep how its runs were read; import them anew to add others.`,
  );
}

function readInputOf(
  { name, mapping, kind, leftOut, notes }: StoredInput,
  candidates: readonly Candidate[],
): ReadInput {
  const unit = unitOf(kind as ImportKind);
  const names = new Map(candidates.map(({ line, stored }) => [line, stored!.key]));
  const nameOf = unit === 'run' ? (line: number) => names.get(line) ?? '' : undefined;
  return {
    name,
    mapping: inNats(mapping),
    unit,
    candidates,
    dropped: leftOut.map(({ reason, rows, ...place }): Dropped => ({ place, reason, rows })),
    problems: [],
    questions: new Questions(unit, nameOf),
    notes,
    table: null,
    nameOf,
  };
}

function candidateOf(study: StudyReader, run: RunRow, known: ImportedRunDetails): Candidate {
  const { recipe, learningRate, rowValue, batchSize, seed, plannedSteps } = run;
  const isUnjudged = run.state === 'finished' && run.label === 'unjudged';
  return {
    input: known.input,
    line: known.line,
    recipe: known.recipe,
    learningRate: known.learningRate,
    batchSize,
    rowValue,
    seed: known.seed ?? null,
    outcome: {
      measured: run,
      curve: known.curve === undefined ? null : new StoredCurve(study, run, known.curve === 'steps'),
      plannedSteps: known.plannedSteps ?? null,
      label: known.label ?? null,
      labelText: known.labelText ?? null,
      failure: run.state === 'failed-infrastructure' ? (run.reason ?? '') : null,
      isPruned: known.isPruned ?? false,
      unjudged: null,
      damage: known.damage ?? null,
      remarks: known.remarks ?? [],
    },
    stored: {
      id: run.id,
      fingerprint: known.fingerprint,
      key: known.key,
      planned: { recipe, learningRate, rowValue, batchSize, seed, plannedSteps },
      unjudged: isUnjudged ? run.reason : null,
    },
  };
}

class StoredCurve implements Curve {
  readonly lastSteps: readonly number[];
  readonly #study: StudyReader;
  readonly #run: RunRow;
  readonly #hasSteps: boolean;

  constructor(study: StudyReader, run: RunRow, hasSteps: boolean) {
    this.#study = study;
    this.#run = run;
    this.#hasSteps = hasSteps;
    // A curve with a point for every step is kept without its steps.
    this.lastSteps = hasSteps ? (run.lastSteps ?? [run.endStep - 2, run.endStep - 1]) : [];
  }

  get losses(): Float32Array {
    const { id } = this.#run;
    const losses = this.#study.curve(id, 'loss');
    if (losses === null) throw this.#study.damage(`run ${id} has lost its curve`);
    return losses;
  }

  get steps(): Float64Array | null {
    if (!this.#hasSteps) return null;
    const steps = this.#study.curve(this.#run.id, 'step');
    return steps === null ? Float64Array.from(this.losses, (_, i) => i) : Float64Array.from(steps);
  }
}
