// What a study says of where its runs came from: of each input, and of all of them together. Pure but for hashing.
import { createHash } from 'node:crypto';
import { IMPORT_FIELDS, type Mapping } from '../../spec/import-mapping.ts';
import type { ImportedFacts, ImportedInput } from '../../records/types.ts';
import type { ReadInput } from './candidates.ts';
import type { TableSource } from './create.ts';
import type { ImportedRuns } from './runs.ts';

type Input = Omit<ImportedInput, 'leftOut' | 'skipped' | 'repeats'> & { readonly mapping: Mapping };

export function describedInput(
  { fileName, place, state, sha256, table }: TableSource,
  mapping: Mapping,
  { notes }: ReadInput,
): Input {
  return {
    name: fileName,
    place: place ?? null,
    state: state ?? null,
    kind: table.kind,
    sha256,
    mapping,
    notes,
    ...(table.averaged && { averaged: table.averaged }),
  };
}

/** Of an input that was read earlier: rows that were no run then, and runs that another one repeated. */
export type EarlierCounts = Pick<ImportedInput, 'skipped' | 'repeats'>;
const NONE_EARLIER: EarlierCounts = { skipped: 0 };

/** `earlier`: of each input. */
export function factsOf(
  imported: ImportedRuns,
  inputs: readonly Input[],
  earlier: readonly EarlierCounts[] = inputs.map(() => NONE_EARLIER),
): ImportedFacts {
  const { runs, rests, leftOut, ratesPerDecade, numberedRuns, notes } = imported;
  const rules = imported.mapping;
  const [first] = inputs as readonly [Input, ...Input[]];
  const described = inputs.map((input, i) => ({
    ...input,
    leftOut: rests[i]!.leftOut,
    skipped: earlier[i]!.skipped + rests[i]!.problems.length,
    repeats: (earlier[i]!.repeats ?? 0) + rests[i]!.repeats,
  }));
  const one = (of: (input: Input) => string) => [...new Set(inputs.map(of))].join(', ');
  return {
    fileName: inputs.length === 1 ? first.name : `${first.name} and ${inputs.length - 1} more`,
    kind: one(({ kind }) => kind),
    sha256: inputs.length === 1 ? first.sha256 : identityOf(inputs),
    columns: columnsOf(inputs, imported),
    rateScale: one(({ mapping }) => mapping.rateScale),
    batchScale: one(({ mapping }) => mapping.batchScale),
    lossUnit: one(({ mapping }) => mapping.lossUnit),
    unigramEntropy: rules.unigramEntropy,
    initialLoss: rules.initialLoss,
    vocabulary: rules.vocabulary,
    failedAbove: rules.failedAbove,
    rowColumn: rules.columns.row,
    labelled: rules.columns.label !== null,
    runs: runs.length,
    skipped: described.reduce((sum, input) => sum + input.skipped, 0),
    leftOut,
    ratesPerDecade,
    numberedRuns,
    notes,
    inputs: described,
  };
}

function identityOf(inputs: readonly Input[]): string {
  const hash = createHash('sha256');
  for (const { sha256 } of inputs) hash.update(`${sha256}\n`);
  return hash.digest('hex');
}

/** By meaning; where inputs have it under several names, all of them. */
function columnsOf(inputs: readonly Input[], { mapping }: ImportedRuns): ImportedFacts['columns'] {
  const names = (of: (own: Mapping) => readonly string[]) => {
    const all = [...new Set(inputs.flatMap((input) => of(input.mapping)))];
    return all.length === 0 ? null : all.join(', ');
  };
  const fields = IMPORT_FIELDS.map((field) => [
    field,
    inputs.length === 1
      ? mapping.columns[field]
      : names(({ columns: { [field]: column } }) => (column === null ? [] : [column])),
  ]);
  return {
    ...(Object.fromEntries(fields) as ImportedFacts['columns']),
    recipe: names(({ recipeColumns }) => recipeColumns),
  };
}
