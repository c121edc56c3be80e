// The axes of the grid: learning rates (log-spaced, or a list), rows (batch sizes unless another setting is chosen), batch sizes
// (powers of two, or any), seeds.
import { formatLearningRate } from '../../src-main/report/language/numbers.ts';
import { BATCH_SIZE_ROWS } from '../../src-main/analysis/grid/rows.ts';
import { rowName } from '../../src-main/report/language/row-text.ts';
import { ROW_PATHS } from '../../src-main/spec/rows.ts';
import { useReportWords, useWords } from '../words/language.ts';
import { RATES_AS, ROWS_OF, SEEDS_AS, listItems } from './draft.ts';
import { ChoiceField, TextField, Ways, Section } from './fields.tsx';
import { useField, useForm } from './form-state.ts';
import { LogAxis } from './log-axis.tsx';

const POWERS = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512];

export function AxisSection() {
  const words = useWords().newStudyGrid;
  return (
    <Section id="axes-heading" title={words.title} word="cell">
      <LearningRates />
      <Rows />
      <BatchSizes />
      <Seeds />
    </Section>
  );
}

function LearningRates() {
  const words = useWords().newStudyGrid;
  const { draft, spec, lastSpec } = useForm();
  const rates = (spec ?? lastSpec)?.learningRates ?? [];
  return (
    <div className="axis" role="group" aria-labelledby="rates-heading">
      <div className="row">
        <h3 id="rates-heading">{words.rates}</h3>
        <Ways
          path={RATES_AS}
          legend={words.ratesAs}
          options={[
            ['range', words.logSpaced],
            ['list', words.list],
          ]}
        />
      </div>
      {draft.texts[RATES_AS] === 'range' ? (
        <div className="fields">
          <TextField path="learningRates.from" label={words.from} isNumber />
          <TextField path="learningRates.to" label={words.to} isNumber />
          <TextField path="learningRates.count" label={words.howMany} isNumber />
        </div>
      ) : (
        <TextField path="learningRates" label={words.values} hint={words.anyOrder} className="wide" />
      )}
      <div className={spec === null ? 'stale' : ''}>
        <LogAxis values={rates} />
        <p className="fine">{rates.map(formatLearningRate).join(', ')}</p>
      </div>
    </div>
  );
}

/** What the second axis of the map is. */
function Rows() {
  const { text: setting } = useField(ROWS_OF);
  const words = useWords().newStudyGrid;
  const report = useReportWords();
  const options = [
    ['', rowName(BATCH_SIZE_ROWS, report)] as const,
    ...ROW_PATHS.map((path) => [path, report.rows.names[path] ?? path] as const),
  ];
  return (
    <div className="axis" role="group" aria-labelledby="rows-heading">
      <h3 id="rows-heading">{words.rows}</h3>
      <div className="fields">
        <ChoiceField path={ROWS_OF} {...words.rowsAre} options={options} />
      </div>
      {setting !== '' && (
        <>
          <TextField
            path="rows.values"
            label={words.valuesOf(report.rows.names[setting] ?? setting)}
            hint={words.ascending}
            className="wide"
          />
          <TextField path="rows.with" {...words.along} className="wide" />
        </>
      )}
    </div>
  );
}

function BatchSizes() {
  const words = useWords().newStudyGrid;
  const { text, set } = useField('batchSizes');
  const sizes = listItems(text);
  const toggle = (size: string) => {
    const next = sizes.includes(size) ? sizes.filter((other) => other !== size) : [...sizes, size];
    set(next.sort((a, b) => Number(a) - Number(b)).join(', '));
  };
  return (
    <div className="axis" role="group" aria-labelledby="sizes-heading">
      <h3 id="sizes-heading">{words.sizes}</h3>
      <div className="row picks">
        {POWERS.map(String).map((size) => (
          <label key={size}>
            <input type="checkbox" checked={sizes.includes(size)} onChange={() => toggle(size)} /> {size}
          </label>
        ))}
      </div>
      <TextField path="batchSizes" {...words.allSizes} className="wide" />
    </div>
  );
}

function Seeds() {
  const words = useWords().newStudyGrid;
  const { draft } = useForm();
  const isCount = draft.texts[SEEDS_AS] === 'count';
  return (
    <div className="axis" role="group" aria-labelledby="seeds-heading">
      <div className="row">
        <h3 id="seeds-heading">{words.seeds}</h3>
        <Ways
          path={SEEDS_AS}
          legend={words.seedsAs}
          options={[
            ['count', words.number],
            ['list', words.list],
          ]}
        />
      </div>
      <TextField
        path="seeds"
        {...(isCount ? words.seedsPerCell : { label: words.values, hint: words.byCommas })}
        isNumber={isCount}
        className={isCount ? '' : 'wide'}
      />
    </div>
  );
}
