// What each column of a foreign table is taken for, to be put right.
import type { ImportPreview } from '../../src-main/study/import/preview.ts';
import {
  BATCH_SCALES,
  DUPLICATE_POLICIES,
  IMPORT_FIELDS,
  LOSS_UNITS,
  RATE_SCALES,
  UNSAID_SEEDS,
  type BatchFactor,
  type Mapping,
} from '../../src-main/spec/import-mapping.ts';
import { Fact, OptionalNumber, Select } from './fields.tsx';
import {
  BATCH_WORDS,
  DUPLICATE_WORDS,
  FIELD_WORDS,
  ROW_WORDS,
  SCALE_WORDS,
  SEED_WORDS,
  UNIT_WORDS,
} from './words.ts';

export interface MappingProps {
  readonly preview: ImportPreview;
  /** As chosen, though the preview may still be of the one before. */
  readonly mapping: Mapping;
  readonly onChange: (changes: Partial<Mapping>) => void;
}

export function ColumnsPanel({ preview: { columns, recipes }, mapping, onChange }: MappingProps) {
  return (
    <section className="panel" aria-label="Match columns">
      <h2>Match columns</h2>
      <dl className="facts">
        <Select
          id="import-rows"
          name="a row is"
          value={mapping.rowsAre}
          options={['runs', 'steps'] as const}
          words={ROW_WORDS}
          none="not said"
          onChange={(rowsAre) => onChange({ rowsAre })}
        />
        {IMPORT_FIELDS.map((field) => (
          <Select
            key={field}
            id={`import-${field}`}
            name={FIELD_WORDS[field]}
            value={mapping.columns[field]}
            options={columns}
            none="none"
            onChange={(column) => onChange({ columns: { ...mapping.columns, [field]: column } })}
          />
        ))}
        <RecipeColumns columns={columns} mapping={mapping} onChange={onChange} />
        <Factor
          id="import-accumulation"
          name="batch size times micro-steps"
          value={mapping.accumulation}
          columns={columns}
          onChange={(accumulation) => onChange({ accumulation })}
        />
        <Factor
          id="import-devices"
          name="batch size times devices"
          value={mapping.devices}
          columns={columns}
          onChange={(devices) => onChange({ devices })}
        />
        <Select
          id="import-scale"
          name="the learning rate’s column holds"
          value={mapping.rateScale}
          options={RATE_SCALES}
          words={SCALE_WORDS}
          onChange={(rateScale) => onChange({ rateScale: rateScale! })}
        />
        <Select
          id="import-batch"
          name="the batch size’s column holds"
          value={mapping.batchScale}
          options={BATCH_SCALES}
          words={BATCH_WORDS}
          onChange={(batchScale) => onChange({ batchScale: batchScale! })}
        />
        <Select
          id="import-unit"
          name="losses are in"
          value={mapping.lossUnit}
          options={LOSS_UNITS}
          words={UNIT_WORDS}
          onChange={(lossUnit) => onChange({ lossUnit: lossUnit! })}
        />
        <Select
          id="import-duplicates"
          name="of runs with the same settings and seed"
          value={mapping.duplicates}
          options={DUPLICATE_POLICIES}
          words={DUPLICATE_WORDS}
          onChange={(duplicates) => onChange({ duplicates: duplicates! })}
        />
        <RateBinsField mapping={mapping} onChange={onChange} />
        {mapping.columns.seed === null && (
          <Select
            id="import-seeds"
            name="seeds, which no column says"
            value={mapping.unsaidSeeds}
            options={UNSAID_SEEDS}
            words={SEED_WORDS}
            onChange={(unsaidSeeds) => onChange({ unsaidSeeds: unsaidSeeds! })}
          />
        )}
        <Select
          id="import-baseline"
          name="baseline"
          value={mapping.baseline}
          options={recipes}
          none="the highest precision, by its name"
          onChange={(baseline) => onChange({ baseline })}
        />
      </dl>
    </section>
  );
}

/** One field for every column that a recipe is put together from, and one for another. */
function RecipeColumns({
  columns,
  mapping,
  onChange,
}: Omit<MappingProps, 'preview'> & { readonly columns: readonly string[] }) {
  const { recipeColumns, mergeSpellings } = mapping;
  const fields = [...recipeColumns, null];
  return (
    <>
      {fields.map((column, index) => (
        <Select
          key={index}
          id={`import-recipe-${index}`}
          name={
            index === 0 ? 'recipe (precision)' : column === null ? 'recipe: one more column' : 'recipe: and'
          }
          value={column}
          options={columns.filter((name) => name === column || !recipeColumns.includes(name))}
          none="none"
          onChange={(chosen) => {
            const others = recipeColumns.toSpliced(
              index,
              column === null ? 0 : 1,
              ...(chosen === null ? [] : [chosen]),
            );
            onChange({ recipeColumns: others });
          }}
        />
      ))}
      <Select
        id="import-spellings"
        name="spellings of one precision (bf16, bfloat16)"
        value={mergeSpellings ? 'one' : 'own'}
        options={['one', 'own'] as const}
        words={{ one: 'are one recipe', own: 'are recipes of their own' }}
        onChange={(chosen) => onChange({ mergeSpellings: chosen === 'one' })}
      />
    </>
  );
}

interface FactorProps {
  readonly id: string;
  readonly name: string;
  readonly value: BatchFactor;
  readonly columns: readonly string[];
  readonly onChange: (value: BatchFactor) => void;
}

/** Beside the columns: no column starts with a line end. */
const NUMBER = '\n';

/** A factor of the batch size: its column, or one number for all runs. */
function Factor({ id, name, value, columns, onChange }: FactorProps) {
  const isNumber = typeof value === 'number';
  return (
    <Fact id={id} name={name}>
      <select
        id={id}
        value={isNumber ? NUMBER : (value ?? '')}
        onChange={({ target: { value: chosen } }) => onChange(chosen === NUMBER ? 1 : chosen || null)}
      >
        <option value="">not said</option>
        <option value={NUMBER}>a number for all runs</option>
        {columns.map((column) => (
          <option key={column}>{column}</option>
        ))}
      </select>
      {isNumber && (
        <>
          {' '}
          <label htmlFor={`${id}-number`} className="visually-hidden">
            {name}, for all runs
          </label>
          <OptionalNumber
            id={`${id}-number`}
            value={value}
            allowed="It must be a whole number of 1 or more."
            accepts={(number) => Number.isInteger(number) && number >= 1 && number <= 1e9}
            onChange={onChange}
          />
        </>
      )}
    </Fact>
  );
}

/** As many columns a decade as people look at; others by the command line. */
const BINS = [1, 2, 3, 4, 5, 6, 8, 10, 20] as const;

function RateBinsField({ mapping: { rateBins }, onChange }: Pick<MappingProps, 'mapping' | 'onChange'>) {
  const counts = [...new Set<number>([...BINS, ...(typeof rateBins === 'number' ? [rateBins] : [])])];
  return (
    <Fact id="import-bins" name="freely drawn learning rates">
      <select
        id="import-bins"
        value={String(rateBins)}
        onChange={({ target: { value } }) =>
          onChange({ rateBins: value === 'auto' || value === 'none' ? value : Number(value) })
        }
      >
        <option value="auto">three columns per decade, where they look drawn</option>
        <option value="none">each is a column</option>
        {counts.map((count) => (
          <option key={count} value={count}>
            {count === 1 ? 'one column per decade' : `${count} columns per decade`}
          </option>
        ))}
      </select>
    </Fact>
  );
}
