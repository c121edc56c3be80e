// Adds a recipe of one's own, which begins as another one.
import { useId, useState } from 'react';
import { Choice } from '../parts/choice.tsx';
import { useWords } from '../words/language.ts';
import { useForm } from './form-state.ts';
import { namesIn, ownRecipe } from './own-draft.ts';

export function OwnPicker() {
  const { draft, dispatch } = useForm();
  const words = useWords().newStudyRecipes;
  const id = useId();
  const [base, setBase] = useState('tensorwise');
  return (
    <fieldset aria-describedby={id}>
      <legend>{words.own}</legend>
      <div className="row">
        <Choice
          name={words.thatExtends}
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
          {words.addIt}
        </button>
      </div>
      <p id={id} className="fine">
        {words.aboutOwn}
      </p>
    </fieldset>
  );
}
