// Where the runs of a study come from, told by the shape of what it stores as its spec. Pure.
import type { ImportedFacts, LeftOutRows } from './types.ts';

/**
 * What a study stores as its spec, as far as it is looked at without being carried out. Everything else is kept as it was
 * written: a study whose spec this version cannot carry out is shown all the same.
 */
export interface StoredSpec {
  /** Only of imported runs. */
  readonly imported?: ImportedFacts | undefined;
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

/** Columns a decade of a study of freely drawn learning rates; null: its map has a column for each. */
export function ratesPerDecadeIn(study: { readonly spec: StoredSpec }): number | null {
  return importedFacts(study)?.ratesPerDecade ?? null;
}

/** Rows that an import left out and that might have been runs. One that repeats a run says nothing new. */
export function rowsLeftOut(facts: ImportedFacts | null): readonly LeftOutRows[] {
  return facts?.leftOut?.filter(({ reason }) => reason !== 'repeated') ?? [];
}
