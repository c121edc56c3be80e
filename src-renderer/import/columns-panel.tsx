// What each column of a foreign table is taken for, to be put right.
import type { TableLook } from '../../src-main/study/import/preview.ts';
import {
  BATCH_SCALES,
  IMPORT_FIELDS,
  LOSS_UNITS,
  RATE_SCALES,
  UNSAID_SEEDS,
  type BatchFactor,
  type Mapping,
} from '../../src-main/spec/import-mapping.ts';
import { Fact, OptionalNumber, Select } from './fields.tsx';
import { nameLanguage } from './told.tsx';
import { useWords } from '../words/language.ts';

export interface MappingProps {
  readonly table: TableLook;
  /** As chosen, though the look may still be of the one before. */
  readonly mapping: Mapping;
  /** Of the input, where there are several; null: it is the only one. */
  readonly name: string | null;
  readonly onChange: (changes: Partial<Mapping>) => void;
}

export function ColumnsPanel({
  table: { columns },
  recipes,
  mapping,
  name,
  onChange,
}: MappingProps & { readonly recipes: readonly string[] }) {
  const words = useWords().importColumns;
  const heading = name === null ? words.heading : words.headingOf(name);
  return (
    <section className="panel" aria-label={heading}>
      <h2>{heading}</h2>
      <dl className="facts">
        <Select
          id="import-rows"
          name={words.rowIs}
          value={mapping.rowsAre}
          options={['runs', 'steps'] as const}
          words={words.rows}
          none={words.notSaid}
          onChange={(rowsAre) => onChange({ rowsAre })}
        />
        {IMPORT_FIELDS.map((field) => (
          <Select
            key={field}
            id={`import-${field}`}
            name={words.fields[field]}
            value={mapping.columns[field]}
            options={columns}
            none={words.none}
            onChange={(column) => onChange({ columns: { ...mapping.columns, [field]: column } })}
          />
        ))}
        <RecipeColumns columns={columns} mapping={mapping} onChange={onChange} />
        <Factor
          id="import-accumulation"
          name={words.accumulation}
          value={mapping.accumulation}
          columns={columns}
          onChange={(accumulation) => onChange({ accumulation })}
        />
        <Factor
          id="import-devices"
          name={words.devices}
          value={mapping.devices}
          columns={columns}
          onChange={(devices) => onChange({ devices })}
        />
        <Select
          id="import-scale"
          name={words.rateScale}
          value={mapping.rateScale}
          options={RATE_SCALES}
          words={words.rateScales}
          onChange={(rateScale) => onChange({ rateScale: rateScale! })}
        />
        <Select
          id="import-batch"
          name={words.batchScale}
          value={mapping.batchScale}
          options={BATCH_SCALES}
          words={words.batchScales}
          onChange={(batchScale) => onChange({ batchScale: batchScale! })}
        />
        <Select
          id="import-unit"
          name={words.unit}
          value={mapping.lossUnit}
          options={LOSS_UNITS}
          words={words.units}
          onChange={(lossUnit) => onChange({ lossUnit: lossUnit! })}
        />
        <RateBinsField mapping={mapping} onChange={onChange} />
        {mapping.columns.seed === null && (
          <Select
            id="import-seeds"
            name={words.seeds}
            value={mapping.unsaidSeeds}
            options={UNSAID_SEEDS}
            words={words.seedsAre}
            onChange={(unsaidSeeds) => onChange({ unsaidSeeds: unsaidSeeds! })}
          />
        )}
        <Select
          id="import-baseline"
          name={words.baseline}
          value={mapping.baseline}
          options={recipes}
          none={words.baselineNone}
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
}: Pick<MappingProps, 'mapping' | 'onChange'> & { readonly columns: readonly string[] }) {
  const words = useWords().importColumns;
  const { recipeColumns, mergeSpellings } = mapping;
  const fields = [...recipeColumns, null];
  return (
    <>
      {fields.map((column, index) => (
        <Select
          key={index}
          id={`import-recipe-${index}`}
          name={index === 0 ? words.recipe : column === null ? words.recipeMore : words.recipeAnd}
          value={column}
          options={columns.filter((name) => name === column || !recipeColumns.includes(name))}
          none={words.none}
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
        name={words.spellings}
        value={mergeSpellings ? 'one' : 'own'}
        options={['one', 'own'] as const}
        words={words.spellingsAre}
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
  const words = useWords().importColumns;
  const isNumber = typeof value === 'number';
  return (
    <Fact id={id} name={name}>
      <select
        id={id}
        value={isNumber ? NUMBER : (value ?? '')}
        onChange={({ target: { value: chosen } }) => onChange(chosen === NUMBER ? 1 : chosen || null)}
      >
        <option value="">{words.notSaid}</option>
        <option value={NUMBER}>{words.numberForAll}</option>
        {columns.map((column) => (
          <option key={column} lang={nameLanguage(column)}>
            {column}
          </option>
        ))}
      </select>
      {isNumber && (
        <>
          {' '}
          <label htmlFor={`${id}-number`} className="visually-hidden">
            {words.forAll(name)}
          </label>
          <OptionalNumber
            id={`${id}-number`}
            value={value}
            allowed={words.wholeFrom1}
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
  const words = useWords().importColumns;
  const counts = [...new Set<number>([...BINS, ...(typeof rateBins === 'number' ? [rateBins] : [])])];
  return (
    <Fact id="import-bins" name={words.bins}>
      <select
        id="import-bins"
        value={String(rateBins)}
        onChange={({ target: { value } }) =>
          onChange({ rateBins: value === 'auto' || value === 'none' ? value : Number(value) })
        }
      >
        <option value="auto">{words.binsAuto}</option>
        <option value="none">{words.binsNone}</option>
        {counts.map((count) => (
          <option key={count} value={count}>
            {words.binsOf(count)}
          </option>
        ))}
      </select>
    </Fact>
  );
}
