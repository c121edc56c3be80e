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

export function FirstSteps() {
  const presets = useAnswer('spec.presets', {});
  const [text, setText] = useState('');
  const [precisions, setPrecisions] = useState<readonly PrecisionName[]>(['tensorwise']);
  const [duration, setDuration] = useState<Duration>('quick');
  const draft = presets.data ? firstDraft({ text, precisions, duration }, presets.data) : null;
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
        <h2 id="first-heading">A map of your own, in three questions</h2>
        <label className="field">
          What do you train on?
          <input
            value={text}
            placeholder="Moby-Dick, which comes with Precipice"
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => setText(event.target.value)}
          />
          <span className="fine">Or the path of a text file on this machine</span>
        </label>
        <fieldset className="plain">
          <legend>
            Which precisions, beside BF16? <Explain word="recipe" />
          </legend>
          {PRECISIONS.map(([name, words]) => (
            <label key={name}>
              <input type="checkbox" checked={precisions.includes(name)} onChange={() => toggle(name)} />{' '}
              {words}
            </label>
          ))}
        </fieldset>
        <fieldset className="plain">
          <legend>How long may it take?</legend>
          {DURATIONS.map(([name, words]) => (
            <label key={name}>
              <input
                type="radio"
                name="first-duration"
                checked={duration === name}
                onChange={() => setDuration(name)}
              />{' '}
              {words}
            </label>
          ))}
        </fieldset>
        <div className="row">
          <button type="submit" className="primary" disabled={draft === null || precisions.length === 0}>
            Set it up
          </button>
        </div>
        <p className="fine">
          The form opens with your answers, measures the time on this machine, and starts nothing before you
          do. Nothing leaves the machine.
        </p>
      </form>
    </li>
  );
}
