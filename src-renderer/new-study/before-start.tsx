// What starting would mean: runs, tokens, memory, and, once measured, time and cost; then the start itself.
import { useDeferredValue, useMemo } from 'react';
import { DEVICE_NAMES } from '../../src-main/engine/device.ts';
import { showBytes, showCount } from '../parts/numbers.ts';
import { mostShare } from '../../src-main/plan/refine.ts';
import type { Spec } from '../../src-main/spec/spec.ts';
import { plural } from '../../src-main/report/language/en/plural.ts';
import { DEVICE, DEVICES } from './draft.ts';
import { ExecutorFields } from './executor-fields.tsx';
import { FieldShell, described } from './fields.tsx';
import { focusField, useField, useForm } from './form-state.ts';
import { assumedVocabulary } from '../../src-main/plan/step-size.ts';
import { aboutLaneBytes, sizeOf } from './size.ts';
import { TimeEstimate } from './time-estimate.tsx';
import { ENGLISH } from '../../src-main/report/language/language.ts';
import { rowCount } from '../../src-main/report/language/row-text.ts';
import { rowSettingOf, rowValuesOf } from '../../src-main/spec/spec.ts';

interface Props {
  readonly isStarting: boolean;
  /** Why it cannot start in this face, or null. */
  readonly refusal: string | null;
  /** What the core said to the last attempt. */
  readonly failure: string | null;
}

export function BeforeStart({ isStarting, refusal, failure }: Props) {
  const { draft, spec, lastSpec, dispatch } = useForm();
  const shown = useDeferredValue(spec ?? lastSpec);
  return (
    <section className="panel before-start" aria-labelledby="before-heading">
      <h2 id="before-heading">Before starting</h2>
      {shown && <Facts spec={shown} isStale={spec === null} />}
      <TimeEstimate spec={spec} />
      <ExecutorFields
        texts={draft.texts}
        onChange={(path, value) => dispatch({ kind: 'set', path, value })}
      />
      <DeviceField />
      <DevicesField />
      {failure !== null && (
        <p className="bad" role="alert">
          {failure}
        </p>
      )}
      {refusal !== null && <p>{refusal}</p>}
      <button type="submit" className="primary" disabled={isStarting || refusal !== null}>
        {isStarting ? 'Starting the device …' : 'Start'}
      </button>
    </section>
  );
}

/** The sentences, read out when they change, each with the way to its field. */
export function ProblemLines() {
  const { problems } = useForm();
  return (
    <div id="form-problem" className="form-problem" role="status" tabIndex={-1}>
      {problems.length > 0 && (
        <div className="panel bad">
          {problems.map(({ message, field }, index) => (
            <p key={index}>
              {message}{' '}
              {field !== null && (
                <button type="button" className="link" onClick={() => focusField(field)}>
                  Go there
                </button>
              )}
            </p>
          ))}
        </div>
      )}
    </div>
  );
}

function Facts({ spec, isStale }: { readonly spec: Spec; readonly isStale: boolean }) {
  const { runs, steps, tokens } = sizeOf(spec);
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
        <dd>{showCount(steps)} in all</dd>
      </div>
      <div className="fact">
        <dt>Tokens</dt>
        <dd>{showCount(tokens)} in all</dd>
      </div>
      <div className="fact">
        <dt>Memory</dt>
        <dd>
          about {showBytes(bytes)} per run
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
