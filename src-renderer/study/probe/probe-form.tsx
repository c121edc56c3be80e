// Which recipes are asked about, and on which run. What is wrong is said by the core, in its sentence.
import { useId, useState, type FormEvent } from 'react';
import type { StudyView } from '../../../src-main/contract/contract.ts';
import { RECIPE_NAMES } from '../../../src-main/recipes/presets.ts';
import { formatLearningRate } from '../../../src-main/report/language/numbers.ts';
import { ownNamesIn } from '../../../src-main/spec/own-recipes.ts';
import { stepsAt } from '../../../src-main/spec/spec.ts';
import { useAnswer, useCommand } from '../../client/queries.ts';
import { FAMILIES } from '../../new-study/recipe-words.ts';
import { Choice } from '../../parts/choice.tsx';
import { ToldError } from '../../parts/told-error.tsx';
import { capital } from '../../../src-main/report/language/en/plural.ts';
import { formatRow, rowName } from '../../../src-main/report/language/row-text.ts';
import { useReportWords, useWords } from '../../words/language.ts';

/** Asked about where the study has no recipe of these. */
const USUAL = ['tensorwise', 'mxfp8', 'fp8-unscaled'];
/** Looks at a run. */
const LOOKS: readonly (readonly [string, string])[] = ['5', '10', '20', '50'].map((count) => [count, count]);

export function ProbeForm({ study: { id, analysis, info } }: { readonly study: StudyView }) {
  const textId = useId();
  const { studyProbe: words, newStudyRecipes } = useWords();
  const { families: titles } = newStudyRecipes;
  const report = useReportWords();
  const spec = useAnswer('study.spec', { id });
  const start = useCommand('probe.start');
  const { learningRates, rowSetting, rowValues } = analysis;
  const ownNames = ownNamesIn(info.spec.recipes);
  const known = [...RECIPE_NAMES, ...ownNames];
  const own = info.recipes.filter((name) => name !== info.baseline && known.includes(name));
  const [recipes, setRecipes] = useState<readonly string[]>(own.length > 0 ? own : USUAL);
  const [learningRate, setLearningRate] = useState(String(learningRates[learningRates.length >> 1]));
  const [rowValue, setRowValue] = useState(String(rowValues.at(-1)));
  const [seed, setSeed] = useState<string | null>(null);
  const [looks, setLooks] = useState('10');
  const [text, setText] = useState('');
  if (!spec.data) {
    return (
      spec.error && (
        <p className="bad">
          <ToldError error={spec.error} />
        </p>
      )
    );
  }
  const { seeds } = spec.data;
  const steps = stepsAt(spec.data, Number(rowValue));
  const families = [
    ...FAMILIES.map(({ kind, names }) => ({ title: titles[kind], names })),
    ...(ownNames.length > 0 ? [{ title: words.ofStudy, names: ownNames }] : []),
  ];
  const send = (event: FormEvent) => {
    event.preventDefault();
    start.mutate({
      id,
      recipes: [...recipes],
      learningRate: Number(learningRate),
      rowValue: Number(rowValue),
      seed: seed === null ? seeds[0]! : Number(seed),
      every: Math.max(1, Math.round(steps / Number(looks))),
      text: text.trim() === '' ? null : text.trim(),
    });
  };
  const numbers = (values: readonly number[], show: (value: number) => string = String) =>
    values.map((value) => [String(value), show(value)] as const);
  return (
    <form className="probe-form" onSubmit={send}>
      <details className="folded">
        <summary>{words.recipes(recipes)}</summary>
        <div className="families">
          {families.map(({ title, names }) => (
            <fieldset key={title}>
              <legend>{title}</legend>
              {names.map((name) => (
                <label key={name}>
                  <input
                    type="checkbox"
                    checked={recipes.includes(name)}
                    onChange={({ target }) =>
                      setRecipes(
                        known.filter((other) => (other === name ? target.checked : recipes.includes(other))),
                      )
                    }
                  />{' '}
                  {name}
                </label>
              ))}
            </fieldset>
          ))}
        </div>
      </details>
      <div className="row">
        <Choice
          name={words.learningRate}
          value={learningRate}
          options={numbers(learningRates, formatLearningRate)}
          onChange={setLearningRate}
        />
        <Choice
          name={capital(rowName(rowSetting, report))}
          value={rowValue}
          options={numbers(rowValues, formatRow)}
          onChange={setRowValue}
        />
        <Choice
          name={words.seed}
          value={seed ?? String(seeds[0])}
          options={numbers(seeds)}
          onChange={setSeed}
        />
        <Choice name={words.looks} value={looks} options={LOOKS} onChange={setLooks} />
      </div>
      {(start.error || text !== '') && (
        <div className="field">
          <label htmlFor={textId}>{words.text}</label>
          <input
            id={textId}
            value={text}
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => setText(event.target.value)}
          />
        </div>
      )}
      {start.error && (
        <p className="bad" role="alert">
          <ToldError error={start.error} />
        </p>
      )}
      <button type="submit" className="primary" disabled={start.isPending}>
        {start.isPending ? words.starting : words.start}
      </button>
    </form>
  );
}
