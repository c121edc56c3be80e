// The mapping of a further input of a study: what was said of those before holds for it as far as it has the same columns, and what its
// user says of it must not contradict them. Pure.
import {
  IMPORT_FIELDS,
  RULES,
  type ImportField,
  type LossUnit,
  type Mapping,
  type Rule,
} from '../../spec/import-mapping.ts';
import type { MappedSource, TableSource } from './create.ts';
import { guessMapping } from './guess/guess.ts';
import { ImportError } from './import-error.ts';
import { inNats } from './resolve.ts';
import type { Table } from './table.ts';

export interface EarlierInput {
  readonly name: string;
  /** As given. */
  readonly mapping: Mapping;
}

/** What is guessed of a table, with what is known by the inputs before it; of several, the last one that has its columns. */
export function rememberedMapping(table: Table, earlier: readonly EarlierInput[]): Mapping {
  const guessed = guessMapping(table);
  const known = new Set(table.columns);
  const all = earlier.map(({ mapping }) => mapping);
  const alike = all.findLast((mapping) => columnsOf(mapping).every((column) => known.has(column)));
  // A table of its own vocabulary says it, to be refused if it is another.
  const vocabularyBeside = ({ vocabulary }: Mapping) => guessed.vocabulary ?? vocabulary;
  if (alike) return { ...alike, recipe: null, vocabulary: vocabularyBeside(alike) };
  const last = all.at(-1);
  if (last === undefined) return guessed;
  const columns = Object.fromEntries(
    IMPORT_FIELDS.map((field) => {
      const own = all.findLast(({ columns: { [field]: column } }) => column !== null && known.has(column));
      return [field, own?.columns[field] ?? guessed.columns[field]];
    }),
  ) as Mapping['columns'];
  const isSame = (field: ImportField) => columns[field] !== null && columns[field] === last.columns[field];
  const lossUnit = isSame('tailLoss') || isSame('lossCurve') ? last.lossUnit : guessed.lossUnit;
  return {
    ...withRulesOf(
      {
        ...guessed,
        columns,
        rateScale: isSame('learningRate') ? last.rateScale : guessed.rateScale,
        batchScale: isSame('batchSize') ? last.batchScale : guessed.batchScale,
        lossUnit,
        recipeColumns: last.recipeColumns.every((column) => known.has(column))
          ? last.recipeColumns
          : guessed.recipeColumns,
        // Another input may be of another recipe: it is asked.
        recipe: null,
      },
      last,
    ),
    vocabulary: vocabularyBeside(last),
  };
}

/** With these of the rules that are one for all runs of a study as another input has them; levels in the unit of its own losses. */
export function withRulesOf(mapping: Mapping, other: Mapping, rules: readonly Rule[] = RULES): Mapping {
  const isInUnit = mapping.lossUnit === other.lossUnit;
  const nats = isInUnit ? null : inNats(other);
  const valueOf = (rule: Rule) =>
    nats !== null && (rule === 'initialLoss' || rule === 'failedAbove')
      ? inUnit(nats[rule], mapping.lossUnit)
      : other[rule];
  return { ...mapping, ...Object.fromEntries(rules.map((rule) => [rule, valueOf(rule)])) };
}

/** Of a level in nats. */
function inUnit(nats: number | null, unit: LossUnit): number | null {
  if (nats === null || unit === 'nats') return nats;
  return unit === 'bits' ? nats / Math.LN2 : Math.exp(nats);
}

function columnsOf({ columns, recipeColumns, accumulation, devices }: Mapping): string[] {
  return [...IMPORT_FIELDS.map((field) => columns[field]), ...recipeColumns, accumulation, devices].filter(
    (column) => typeof column === 'string',
  );
}

type Known = EarlierInput & { readonly place?: string | null };

/**
 * A further input with its mapping: the one `choose` makes of what is remembered, or of its own where the study has it already.
 * @throws ImportError where that contradicts an input before it.
 */
export function mapped(
  source: TableSource,
  known: readonly Known[],
  choose: (base: Mapping) => Mapping,
): MappedSource {
  const { table, fileName: name, place } = source;
  const itself = known.find((input) => place !== undefined && input.place === place);
  const mapping = choose(itself?.mapping ?? rememberedMapping(table, known));
  mustAgreeWith(known, { name, mapping }, table);
  return { source, mapping };
}

/** What a column holds, by the field of it. */
const SCALES = { rateScale: 'learningRate', batchScale: 'batchSize', lossUnit: 'tailLoss' } as const;

/** @throws ImportError naming the field that is another column, or in another unit, than in an input whose column this one has, too. */
export function mustAgreeWith(
  earlier: readonly EarlierInput[],
  { name, mapping }: EarlierInput,
  table: Table,
): void {
  const known = new Set(table.columns);
  for (const field of IMPORT_FIELDS) {
    const own = mapping.columns[field];
    const other = earlier.findLast(({ mapping: { columns } }) => {
      const column = columns[field];
      return column !== null && column !== own && known.has(column);
    });
    if (other) {
      throw new ImportError(
        `${field} is ${own === null ? 'no column' : `column ${own}`} for ${name}, and column ${other.mapping.columns[field]}, which it has as well, for ${other.name}; the runs of one study must be read alike.`,
      );
    }
  }
  for (const [scale, field] of Object.entries(SCALES) as [keyof typeof SCALES, ImportField][]) {
    const column = mapping.columns[field];
    const other = earlier.findLast(
      (input) => input.mapping.columns[field] === column && input.mapping[scale] !== mapping[scale],
    );
    if (column !== null && other) {
      throw new ImportError(
        `${scale} is ${mapping[scale]} for ${name} and ${other.mapping[scale]} for ${other.name}, of the same column ${column}; the runs of one study must be read alike.`,
      );
    }
  }
}
