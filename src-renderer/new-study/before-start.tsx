// What starting would mean: runs, tokens, memory, time and cost, what it could not show, and where it is trained.
import { useDeferredValue, useMemo } from 'react';
import { DEVICE_NAMES } from '../../src-main/engine/device.ts';
import { showBytes, showCount } from '../parts/numbers.ts';
import { useReportWords, useWords } from '../words/language.ts';
import { mostShare } from '../../src-main/plan/refine.ts';
import type { Spec } from '../../src-main/spec/spec.ts';
import { cautionsOf } from './cautions.ts';
import { DEVICE, DEVICES } from './draft.ts';
import { ExecutorFields } from './executor-fields.tsx';
import { FieldShell, described } from './fields.tsx';
import { focusField, useField, useForm } from './form-state.ts';
import type { Measuring } from './measuring.ts';
import { assumedVocabulary } from '../../src-main/plan/step-size.ts';
import { aboutLaneBytes, sizeOf } from './size.ts';
import { TimeEstimate } from './time-estimate.tsx';
import { rowCount } from '../../src-main/report/language/row-text.ts';
import { rowSettingOf, rowValuesOf } from '../../src-main/spec/spec.ts';

export function BeforeStart({ measuring }: { readonly measuring: Measuring }) {
  const words = useWords().newStudyBefore;
  const { draft, spec, lastSpec, queueProblems, dispatch } = useForm();
  const shown = useDeferredValue(spec ?? lastSpec);
  return (
    <section className="panel before-start" aria-labelledby="before-heading">
      <h2 id="before-heading">{words.title}</h2>
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
  const words = useWords();
  const cautions = cautionsOf(spec, words);
  if (cautions.length === 0) return null;
  return (
    <div className="cautions" role="note">
      {cautions.map(({ field, sentence }) => (
        <p key={field}>
          {sentence}{' '}
          <button type="button" className="link" onClick={() => focusField(field)}>
            {words.newStudyBefore.change}
          </button>
        </p>
      ))}
    </div>
  );
}

function Facts({ spec, isStale }: { readonly spec: Spec; readonly isStale: boolean }) {
  const { runs, steps, tokens } = sizeOf(spec);
  const { numbers, newStudyBefore: words } = useWords();
  const report = useReportWords();
  const bytes = useMemo(() => aboutLaneBytes(spec), [spec]);
  const { recipes, learningRates, seeds } = spec;
  const axes = [
    words.recipeCount(recipes.length),
    words.rateCount(learningRates.length),
    rowCount(rowSettingOf(spec), rowValuesOf(spec).length, report),
    words.seedCount(seeds.length),
  ];
  return (
    <dl className={`facts ${isStale ? 'stale' : ''}`}>
      <div className="fact">
        <dt>{words.runs}</dt>
        <dd>
          {runs.toLocaleString(numbers.locale)}
          <span className="fine"> {axes.join(' × ')}</span>
          {spec.refine !== null && (
            <span className="fine">{words.refined(Math.round(100 * mostShare(spec)))}</span>
          )}
        </dd>
      </div>
      <div className="fact">
        <dt>{words.steps}</dt>
        <dd>{words.inAll(showCount(steps, numbers))}</dd>
      </div>
      <div className="fact">
        <dt>{words.tokens}</dt>
        <dd>{words.inAll(showCount(tokens, numbers))}</dd>
      </div>
      <div className="fact">
        <dt>{words.memory}</dt>
        <dd>
          {words.perRun(showBytes(bytes, numbers))}
          <span className="fine"> {words.ofLargestRow(assumedVocabulary(spec))}</span>
        </dd>
      </div>
    </dl>
  );
}

function DeviceField() {
  const { id, text, set } = useField(DEVICE);
  const words = useWords().newStudyBefore;
  const { label, hint } = words.device;
  return (
    <FieldShell id={id} label={label} hint={hint} problem={null}>
      <select {...described(id, hint, null)} value={text} onChange={(event) => set(event.target.value)}>
        {['auto', ...DEVICE_NAMES].map((name) => (
          <option key={name} value={name}>
            {name === 'auto' ? words.autoDevice : name === 'reference' ? words.slowDevice(name) : name}
          </option>
        ))}
      </select>
    </FieldShell>
  );
}

function DevicesField() {
  const { id, text, set } = useField(DEVICES);
  const { label, hint } = useWords().newStudyBefore.hosts;
  return (
    <FieldShell id={id} label={label} hint={hint} problem={null}>
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
