// The axes of the grid: learning rates (log-spaced, or a list), rows (batch sizes unless another setting is chosen), batch sizes
// (powers of two, or any), seeds.
import { formatLearningRate } from '../../src-main/report/language/numbers.ts';
import { BATCH_SIZE_ROWS } from '../../src-main/analysis/grid/rows.ts';
import { ENGLISH } from '../../src-main/report/language/language.ts';
import { rowName } from '../../src-main/report/language/row-text.ts';
import { ROW_PATHS } from '../../src-main/spec/rows.ts';
import { RATES_AS, ROWS_OF, SEEDS_AS, listItems } from './draft.ts';
import { ChoiceField, TextField, Ways, Section } from './fields.tsx';
import { useField, useForm } from './form-state.ts';
import { LogAxis } from './log-axis.tsx';

const POWERS = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512];

export function AxisSection() {
  return (
    <Section id="axes-heading" title="Grid" word="cell">
      <LearningRates />
      <Rows />
      <BatchSizes />
      <Seeds />
    </Section>
  );
}

function LearningRates() {
  const { draft, spec, lastSpec } = useForm();
  const rates = (spec ?? lastSpec)?.learningRates ?? [];
  return (
    <div className="axis" role="group" aria-labelledby="rates-heading">
      <div className="row">
        <h3 id="rates-heading">Learning rates</h3>
        <Ways
          path={RATES_AS}
          legend="Learning rates as"
          options={[
            ['range', 'log-spaced'],
            ['list', 'a list'],
          ]}
        />
      </div>
      {draft.texts[RATES_AS] === 'range' ? (
        <div className="fields">
          <TextField path="learningRates.from" label="From" isNumber />
          <TextField path="learningRates.to" label="To" isNumber />
          <TextField path="learningRates.count" label="How many" isNumber />
        </div>
      ) : (
        <TextField
          path="learningRates"
          label="Values"
          hint="Separated by commas, in any order"
          className="wide"
        />
      )}
      <div className={spec === null ? 'stale' : ''}>
        <LogAxis values={rates} />
        <p className="fine">{rates.map(formatLearningRate).join(', ')}</p>
      </div>
    </div>
  );
}

const BATCH_SIZES = ['', rowName(BATCH_SIZE_ROWS, ENGLISH)] as const;
const ROW_OPTIONS = [
  BATCH_SIZES,
  ...ROW_PATHS.map((path) => [path, ENGLISH.rows.names[path] ?? path] as const),
];

/** What the second axis of the map is. */
function Rows() {
  const { text: setting } = useField(ROWS_OF);
  const hint = 'The second axis of the map; every row is trained as a study of its own would be';
  return (
    <div className="axis" role="group" aria-labelledby="rows-heading">
      <h3 id="rows-heading">Rows of the map</h3>
      <div className="fields">
        <ChoiceField path={ROWS_OF} label="Rows are" options={ROW_OPTIONS} hint={hint} />
      </div>
      {setting !== '' && (
        <>
          <TextField
            path="rows.values"
            label={`Values of ${ENGLISH.rows.names[setting] ?? setting}`}
            hint="Ascending, separated by commas"
            className="wide"
          />
          <TextField
            path="rows.with"
            label="Moving along"
            hint="Settings with one value per row, as model.heads = 2, 4, 8; several parted by semicolons"
            className="wide"
          />
        </>
      )}
    </div>
  );
}

function BatchSizes() {
  const { text, set } = useField('batchSizes');
  const sizes = listItems(text);
  const toggle = (size: string) => {
    const next = sizes.includes(size) ? sizes.filter((other) => other !== size) : [...sizes, size];
    set(next.sort((a, b) => Number(a) - Number(b)).join(', '));
  };
  return (
    <div className="axis" role="group" aria-labelledby="sizes-heading">
      <h3 id="sizes-heading">Batch sizes</h3>
      <div className="row picks">
        {POWERS.map(String).map((size) => (
          <label key={size}>
            <input type="checkbox" checked={sizes.includes(size)} onChange={() => toggle(size)} /> {size}
          </label>
        ))}
      </div>
      <TextField
        path="batchSizes"
        label="All batch sizes"
        hint="In sequences; any whole numbers; one where rows are of another setting"
        className="wide"
      />
    </div>
  );
}

function Seeds() {
  const { draft } = useForm();
  const isCount = draft.texts[SEEDS_AS] === 'count';
  return (
    <div className="axis" role="group" aria-labelledby="seeds-heading">
      <div className="row">
        <h3 id="seeds-heading">Seeds</h3>
        <Ways
          path={SEEDS_AS}
          legend="Seeds as"
          options={[
            ['count', 'a number of them'],
            ['list', 'a list'],
          ]}
        />
      </div>
      <TextField
        path="seeds"
        label={isCount ? 'Seeds per cell' : 'Values'}
        hint={isCount ? 'Seeds 0, 1, …; the same under every recipe' : 'Separated by commas'}
        isNumber={isCount}
        className={isCount ? '' : 'wide'}
      />
    </div>
  );
}
