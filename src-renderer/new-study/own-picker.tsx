// Adds a recipe of one's own, which begins as another one.
import { useId, useState } from 'react';
import { Choice } from '../parts/choice.tsx';
import { useForm } from './form-state.ts';
import { namesIn, ownRecipe } from './own-draft.ts';

export function OwnPicker() {
  const { draft, dispatch } = useForm();
  const id = useId();
  const [base, setBase] = useState('tensorwise');
  return (
    <fieldset aria-describedby={id}>
      <legend>A recipe of your own</legend>
      <div className="row">
        <Choice
          name="that extends"
          value={base}
          options={namesIn(draft.recipes).map((name) => [name, name] as const)}
          onChange={setBase}
        />
        <button
          type="button"
          onClick={() =>
            dispatch({ kind: 'set-recipes', recipes: [...draft.recipes, ownRecipe(base, draft.recipes)] })
          }
        >
          Add
        </button>
      </div>
      <p id={id} className="fine">
        Every site of a training step has a format, a scaling and a rounding; change those that you want
        otherwise
      </p>
    </fieldset>
  );
}
