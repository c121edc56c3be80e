// What several inputs would make of a study, new or one that is there, while their user puts right how each is read. What is wrong with one
// is said of that one. Pure but for the reading of curves that the study has.
import type { Growth } from '../../records/growth.ts';
import type { Mapping, Rule } from '../../spec/import-mapping.ts';
import { assembledSources, type MappedSource, type TableSource } from './create.ts';
import { grownRuns, growthOf } from './grow.ts';
import { ImportError } from './import-error.ts';
import { outcomeLook, tableLook, type OutcomeLook, type TableLook } from './preview.ts';
import { SILENT, type OnImportProgress } from './progress.ts';
import { mapped, withRulesOf, type EarlierInput } from './remembered.ts';
import type { ImportedRuns } from './runs.ts';
import type { StoredInputs } from './stored-inputs.ts';

/** Of one input, what became of its runs and rows. */
export interface InputCounts {
  readonly added: number;
  /** Of an input that the study has: read again, and saying something else than before; the same as before. */
  readonly changed: number;
  readonly same: number;
  /** Runs that another one repeats, or that repeat another one. */
  readonly repeated: number;
  /** Rows that might have been runs. */
  readonly leftOut: number;
  /** Rows that are no runs, those above among them. */
  readonly notRuns: number;
}

export interface InputLook {
  readonly place: string;
  readonly name: string;
  /** Why it is no input of the study; null: it is one. */
  readonly complaint: string | null;
  /** null: it could not be read. */
  readonly table: TableLook | null;
  /** null: it is no input, or all of them together make no study. */
  readonly counts: InputCounts | null;
}

export interface ImportLook {
  readonly inputs: readonly InputLook[];
  /** Of those that are inputs; null: none is. */
  readonly outcome: OutcomeLook | null;
  /** What would become of the runs of the study that they are added to; null: a new one is made, or nothing can be. */
  readonly growth: Growth | null;
}

/** A place that was looked at: what lies there, or why that cannot be read. */
export interface LookedAt {
  readonly place: string;
  readonly source: TableSource | ImportError;
  /** null: to be guessed. */
  readonly mapping: Mapping | null;
}

/** What was said last, of one input and of all the others with it. */
export interface SaidOfAll {
  /** Of the place whose mapping says it. */
  readonly number: number;
  readonly rules: readonly Rule[];
}

interface Looking {
  /** null: each is as it is given. */
  readonly lead: SaidOfAll | null;
  /** The study that they are added to; null: a new one. */
  readonly stored: StoredInputs | null;
  readonly onProgress?: OnImportProgress;
}

export function lookAt(
  places: readonly LookedAt[],
  { lead, stored, onProgress = SILENT }: Looking,
): ImportLook {
  const known: (EarlierInput & { readonly place?: string | null })[] = [...(stored?.inputs ?? [])];
  const saying = lead === null ? null : places[lead.number]!.mapping;
  const withSaid = (mapping: Mapping) => (saying ? withRulesOf(mapping, saying, lead!.rules) : mapping);
  const sources: MappedSource[] = [];
  const inputs = places.map(({ place, source, mapping }): InputLook & { readonly number: number | null } => {
    const nothing = { place, table: null, counts: null, number: null };
    if (source instanceof ImportError) return { ...nothing, name: place, complaint: source.message };
    const { fileName: name } = source;
    const twin = sources.find(
      ({ source: other }) => other.place !== undefined && other.place === source.place,
    );
    if (twin) return { ...nothing, name, complaint: `${name} is in the list already.` };
    const own = mapping && withSaid(mapping);
    try {
      const input = mapped(source, known, (base) => own ?? withSaid(base));
      known.push({ name, mapping: input.mapping });
      sources.push(input);
      return { ...nothing, name, complaint: null, table: tableLook(input), number: sources.length - 1 };
    } catch (error) {
      if (!(error instanceof ImportError)) throw error;
      const table = own && tableLook({ source, mapping: own });
      return { ...nothing, name, complaint: error.message, table };
    }
  });
  const { outcome, growth, counts } = together(sources, stored, onProgress);
  return {
    inputs: inputs.map(({ number, ...input }) => ({
      ...input,
      counts: number === null ? null : (counts[number] ?? null),
    })),
    outcome,
    growth,
  };
}

function together(
  sources: readonly MappedSource[],
  stored: StoredInputs | null,
  onProgress: OnImportProgress,
) {
  if (sources.length === 0) return { outcome: null, growth: null, counts: [] };
  let growth: Growth | null = null;
  let counts: InputCounts[] = [];
  const outcome = outcomeLook(() => {
    if (stored === null) {
      const imported = assembledSources(sources, onProgress);
      counts = sources.map((_, number) => countsOf(imported, number));
      return imported;
    }
    const grown = grownRuns(stored, sources, { onProgress });
    growth = growthOf(grown);
    counts = grown.numbers.map((number) => countsOf(grown.imported, number));
    return grown.imported;
  });
  return { outcome, growth, counts };
}

function countsOf({ runs, rests }: ImportedRuns, number: number): InputCounts {
  const own = runs.filter(({ candidate }) => candidate.input === number).map(({ candidate }) => candidate);
  const { leftOut, problems, repeats } = rests[number]!;
  return {
    added: own.filter(({ stored, replaces }) => !stored && replaces === undefined).length,
    changed: own.filter(({ replaces }) => replaces !== undefined).length,
    same: own.filter(({ stored }) => stored !== undefined).length,
    repeated: repeats,
    leftOut: leftOut.reduce((sum, { rows }) => sum + rows, 0),
    notRuns: problems.length,
  };
}
