// What starting would mean: runs, tokens, memory, time and cost, what it could not show, and where it is trained.
import { useDeferredValue, useMemo } from 'react';
import { DEVICE_NAMES } from '../../src-main/engine/device.ts';
import { showBytes, showCount } from '../parts/numbers.ts';
import { useWords } from '../words/language.ts';
import { mostShare } from '../../src-main/plan/refine.ts';
import type { Spec } from '../../src-main/spec/spec.ts';
import { plural } from '../../src-main/report/language/en/plural.ts';
import { cautionsOf } from './cautions.ts';
import { DEVICE, DEVICES } from './draft.ts';
import { ExecutorFields } from './executor-fields.tsx';
import { FieldShell, described } from './fields.tsx';
import { focusField, useField, useForm } from './form-state.ts';
import type { Measuring } from './measuring.ts';
import { assumedVocabulary } from '../../src-main/plan/step-size.ts';
import { aboutLaneBytes, sizeOf } from './size.ts';
import { TimeEstimate } from './time-estimate.tsx';
import { ENGLISH } from '../../src-main/report/language/language.ts';
import { rowCount } from '../../src-main/report/language/row-text.ts';
import { rowSettingOf, rowValuesOf } from '../../src-main/spec/spec.ts';

export function BeforeStart({ measuring }: { readonly measuring: Measuring }) {
  const { draft, spec, lastSpec, queueProblems, dispatch } = useForm();
  const shown = useDeferredValue(spec ?? lastSpec);
  return (
    <section className="panel before-start" aria-labelledby="before-heading">
      <h2 id="before-heading">Before starting</h2>
      {shown && <Facts spec={shown} isStale={spec === null} />}
      {spec && <Cautions spec={spec} />}
      <TimeEstimate spec={spec} measuring={measuring} />
      <ExecutorFields
        texts={draft.texts}
        isCommand={false}
        problems={queueProblems}
        onChange={(path, value) => dispatch({ kind: 'set', path, value })}
      />
      <DeviceField />
      <DevicesField />
    </section>
  );
}

/** What this study could not show, each with the way to the field that changes it. */
function Cautions({ spec }: { readonly spec: Spec }) {
  const cautions = cautionsOf(spec);
  if (cautions.length === 0) return null;
  return (
    <div className="cautions" role="note">
      {cautions.map(({ field, sentence }) => (
        <p key={field}>
          {sentence}{' '}
          <button type="button" className="link" onClick={() => focusField(field)}>
            Change it
          </button>
        </p>
      ))}
    </div>
  );
}

function Facts({ spec, isStale }: { readonly spec: Spec; readonly isStale: boolean }) {
  const { runs, steps, tokens } = sizeOf(spec);
  const words = useWords();
  const bytes = useMemo(() => aboutLaneBytes(spec), [spec]);
  const { recipes, learningRates, seeds } = spec;
  const axes = [
    plural(recipes.length, 'recipe'),
    plural(learningRates.length, 'learning rate'),
    rowCount(rowSettingOf(spec), rowValuesOf(spec).length, ENGLISH),
    plural(seeds.length, 'seed'),
  ];
  return (
    <dl className={`facts ${isStale ? 'stale' : ''}`}>
      <div className="fact">
        <dt>Runs</dt>
        <dd>
          {runs.toLocaleString('en')}
          <span className="fine"> {axes.join(' × ')}</span>
          {spec.refine !== null && (
            <span className="fine">
              ; refined: at most {Math.round(100 * mostShare(spec))} % of their steps are trained
            </span>
          )}
        </dd>
      </div>
      <div className="fact">
        <dt>Steps</dt>
        <dd>{showCount(steps, words.numbers)} in all</dd>
      </div>
      <div className="fact">
        <dt>Tokens</dt>
        <dd>{showCount(tokens, words.numbers)} in all</dd>
      </div>
      <div className="fact">
        <dt>Memory</dt>
        <dd>
          about {showBytes(bytes, words.numbers)} per run
          <span className="fine">
            {' '}
            in the largest row, for {assumedVocabulary(spec)} tokens in the vocabulary
          </span>
        </dd>
      </div>
    </dl>
  );
}

function DeviceField() {
  const { id, text, set } = useField(DEVICE);
  const hint = 'auto: the fastest where it trains';
  return (
    <FieldShell id={id} label="Device" hint={hint} problem={null}>
      <select {...described(id, hint, null)} value={text} onChange={(event) => set(event.target.value)}>
        {['auto', ...DEVICE_NAMES].map((name) => (
          <option key={name} value={name}>
            {name === 'reference' ? 'reference (slow: the yardstick of the others)' : name}
          </option>
        ))}
      </select>
    </FieldShell>
  );
}

function DevicesField() {
  const { id, text, set } = useField(DEVICES);
  const hint = 'How many hosts train at once, or the GPU of each, e.g. webgpu:0, webgpu:1; empty: 1';
  return (
    <FieldShell id={id} label="Hosts" hint={hint} problem={null}>
      <input
        {...described(id, hint, null)}
        value={text}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => set(event.target.value)}
      />
    </FieldShell>
  );
}
