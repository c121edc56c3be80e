// Whether the study has its controls, and what they cost: one box to tick.
import { useId } from 'react';
import { baselineOf, controlKind, hasControls, withControls, withoutControls } from './controls.ts';
import { Explain } from '../parts/term.tsx';
import { useWords } from '../words/language.ts';
import { useForm } from './form-state.ts';
import { rowValuesOf } from '../../src-main/spec/spec.ts';

export function ControlsChoice() {
  const { draft, spec, lastSpec, dispatch } = useForm();
  const words = useWords().newStudyRecipes;
  const id = useId();
  const isOn = hasControls(draft);
  const baseline = baselineOf(draft);
  const there = draft.recipes.filter((recipe) => controlKind(recipe, baseline) !== null).length;
  const shown = spec ?? lastSpec;
  const ofOne = shown ? shown.learningRates.length * rowValuesOf(shown).length * shown.seeds.length : null;
  return (
    <div className="field flag">
      <span className="titled">
        <label>
          <input
            type="checkbox"
            aria-describedby={id}
            checked={isOn}
            onChange={() =>
              dispatch({ kind: 'set-recipes', recipes: isOn ? withoutControls(draft) : withControls(draft) })
            }
          />{' '}
          {words.addControls}
        </label>
        <Explain word="control" />
      </span>
      <p id={id} className="fine">
        {words.whyControls}{' '}
        {ofOne !== null &&
          (isOn
            ? words.theirs(ofOne * draft.recipes.length, ofOne * there)
            : words.wouldAdd(ofOne * (withControls(draft).length - draft.recipes.length)))}
      </p>
    </div>
  );
}
