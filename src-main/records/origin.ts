// Where the runs of a study come from, told by the shape of what it stores as its spec. Pure.
import type { RunState } from '../analysis/labels/run.ts';
import type { ImportedFacts, LeftOutRows, TextFacts } from './types.ts';

/**
 * What a study stores as its spec, as far as it is looked at without being carried out. Everything else is kept as it was
 * written: a study whose spec this version cannot carry out is shown all the same.
 */
export interface StoredSpec {
  /** Only of imported runs. */
  readonly imported?: ImportedFacts | undefined;
  /** Only of imported runs to which others were, or are to be, trained here: by what. */
  readonly training?: Training | undefined;
  /** Only of runs that a command trains. */
  readonly trainer?: { readonly command: string; readonly reports?: unknown } | undefined;
  readonly name?: string | undefined;
  readonly refine?: number | null | undefined;
  readonly earlyStop?: unknown;
  readonly microBatch?: number | undefined;
  readonly recomputation?: string | undefined;
  readonly rows?: unknown;
  readonly model?: unknown;
  readonly optimizer?: unknown;
  readonly recipes?: unknown;
  /** Every recipe that its runs are trained in, spelled out; absent in older studies, and where Precipice trains none. */
  readonly definitions?: readonly { readonly name: string }[] | undefined;
}

/** By what runs are trained here. */
export interface Training {
  readonly spec: StoredSpec;
  /** null where what trains reads a text of its own. */
  readonly text: TextFacts | null;
}

export type Origin =
  /** This program has trained them, or is to. */
  | { readonly kind: 'own' }
  | { readonly kind: 'command'; readonly command: string }
  | { readonly kind: 'imported'; readonly facts: ImportedFacts };

export function originOf({ spec }: { readonly spec: StoredSpec }): Origin {
  if (spec.imported) return { kind: 'imported', facts: spec.imported };
  return spec.trainer ? { kind: 'command', command: spec.trainer.command } : { kind: 'own' };
}

/** null for a study whose runs were not imported. */
export function importedFacts(study: { readonly spec: StoredSpec }): ImportedFacts | null {
  const origin = originOf(study);
  return origin.kind === 'imported' ? origin.facts : null;
}

/** By what the runs of a study that are trained here are trained; null: it has none but imported ones. */
export function trainingOf({ spec, text }: Training): Training | null {
  return spec.imported ? (spec.training ?? null) : { spec, text };
}

/** The spec of its runs that are trained here; null: it has none but imported ones. */
export function trainedSpecIn({ spec }: { readonly spec: StoredSpec }): StoredSpec | null {
  return spec.imported ? (spec.training?.spec ?? null) : spec;
}

/** Whether its sweep trains only what the edges need, and leaves the other runs planned. */
export function isRefined(study: { readonly spec: StoredSpec }): boolean {
  return (trainedSpecIn(study)?.refine ?? null) !== null;
}

export type RunOrigin = 'imported' | 'trained';

/** What an imported run has for its device. */
export const IMPORTED_DEVICE = 'imported';
/** Of the event of an imported run that says what it was imported from; runs of older studies have none. */
export const IMPORTED_RUN_KIND = 'import-run';

/** A run that is trained here has an attempt as soon as anything has told its device, and an imported one never. */
export function runOriginOf({
  device,
  attempts,
}: {
  readonly device: string | null;
  readonly attempts: number;
}): RunOrigin {
  return device === IMPORTED_DEVICE && attempts === 0 ? 'imported' : 'trained';
}

/** Whether a run came to no result here and can be trained once more. */
export function isRepeatable({
  state,
  origin,
}: {
  readonly state: RunState;
  readonly origin?: RunOrigin;
}): boolean {
  return (state === 'failed-infrastructure' && origin !== 'imported') || state === 'cancelled';
}

/** Whether a run says how many steps it took: of a table without steps and curves each has one. */
export function knowsSteps(
  study: { readonly spec: StoredSpec },
  { plannedSteps }: { readonly plannedSteps: number },
): boolean {
  const columns = importedFacts(study)?.columns;
  if (columns === undefined || plannedSteps > 1) return true;
  return (columns.steps ?? columns.lossCurve ?? columns.step ?? null) !== null;
}

/** Columns a decade of a study of freely drawn learning rates; null: its map has a column for each. */
export function ratesPerDecadeIn(study: { readonly spec: StoredSpec }): number | null {
  return importedFacts(study)?.ratesPerDecade ?? null;
}

/** Rows that an import left out and that might have been runs. One that repeats a run says nothing new. */
export function rowsLeftOut(facts: ImportedFacts | null): readonly LeftOutRows[] {
  return facts?.leftOut?.filter(({ reason }) => reason !== 'repeated') ?? [];
}
