// Whether the study has its controls, and what they cost: one box to tick.
import { useId } from 'react';
import { plural } from '../../src-main/report/language/en/plural.ts';
import { baselineOf, controlKind, hasControls, withControls, withoutControls } from './controls.ts';
import { Explain } from '../parts/term.tsx';
import { useForm } from './form-state.ts';
import { rowValuesOf } from '../../src-main/spec/spec.ts';

export function ControlsChoice() {
  const { draft, spec, lastSpec, dispatch } = useForm();
  const id = useId();
  const isOn = hasControls(draft);
  const baseline = baselineOf(draft);
  const there = draft.recipes.filter((recipe) => controlKind(recipe, baseline) !== null).length;
  const shown = spec ?? lastSpec;
  const ofOne = shown ? shown.learningRates.length * rowValuesOf(shown).length * shown.seeds.length : null;
  return (
    <div className="field flag">
      <label>
        <input
          type="checkbox"
          aria-describedby={id}
          checked={isOn}
          onChange={() =>
            dispatch({ kind: 'set-recipes', recipes: isOn ? withoutControls(draft) : withControls(draft) })
          }
        />{' '}
        Add controls
      </label>
      <Explain word="control" />
      <p id={id} className="fine">
        They show what the study could have seen: the baseline with a change that should not matter, and a
        recipe that is known to fail.{' '}
        {ofOne !== null &&
          (isOn
            ? `Of ${plural(ofOne * draft.recipes.length, 'run')}, ${ofOne * there} are theirs.`
            : `They would add ${plural(ofOne * (withControls(draft).length - draft.recipes.length), 'run')}.`)}
      </p>
    </div>
  );
}
