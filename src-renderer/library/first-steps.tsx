// What a new user can do next, in three questions: shown until there is a study of one's own.
import { useState } from 'react';
import { useAnswer } from '../client/queries.ts';
import { keepDraft } from '../new-study/draft-storage.ts';
import {
  DURATIONS,
  firstDraft,
  PRECISIONS,
  type Duration,
  type PrecisionName,
} from '../new-study/first-draft.ts';
import { Explain } from '../parts/term.tsx';
import { goTo } from '../routing.ts';
import { useWords } from '../words/language.ts';

export function FirstSteps() {
  const words = useWords().firstSteps;
  const presets = useAnswer('spec.presets', {});
  const [text, setText] = useState('');
  const [precisions, setPrecisions] = useState<readonly PrecisionName[]>(['tensorwise']);
  const [duration, setDuration] = useState<Duration>('quick');
  const draft = presets.data
    ? firstDraft({ text, precisions, duration, name: words.name }, presets.data)
    : null;
  const toggle = (name: PrecisionName) =>
    setPrecisions(
      precisions.includes(name) ? precisions.filter((other) => other !== name) : [...precisions, name],
    );
  return (
    <li className="card hint">
      <form
        className="first-steps"
        aria-labelledby="first-heading"
        onSubmit={(event) => {
          event.preventDefault();
          if (!draft) return;
          keepDraft(null, draft);
          goTo({ view: 'new', from: null });
        }}
      >
        <h2 id="first-heading">{words.title}</h2>
        <label className="field">
          {words.what}
          <input
            value={text}
            placeholder={words.mobyDick}
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => setText(event.target.value)}
          />
          <span className="fine">{words.orPath}</span>
        </label>
        <fieldset className="plain">
          <legend>
            {words.which} <Explain word="recipe" />
          </legend>
          {PRECISIONS.map((name) => (
            <label key={name}>
              <input type="checkbox" checked={precisions.includes(name)} onChange={() => toggle(name)} />{' '}
              {words.precisions[name]}
            </label>
          ))}
        </fieldset>
        <fieldset className="plain">
          <legend>{words.howLong}</legend>
          {DURATIONS.map((name) => (
            <label key={name}>
              <input
                type="radio"
                name="first-duration"
                checked={duration === name}
                onChange={() => setDuration(name)}
              />{' '}
              {words.durations[name]}
            </label>
          ))}
        </fieldset>
        <div className="row">
          <button type="submit" className="primary" disabled={draft === null || precisions.length === 0}>
            {words.setUp}
          </button>
        </div>
        <p className="fine">{words.then}</p>
      </form>
    </li>
  );
}
