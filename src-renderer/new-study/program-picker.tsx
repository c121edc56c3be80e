// Adds a precision program by name over any recipe: BF16 first, last, at both ends, or by triggers. It is spelled out for the
// steps that the form has now, and can be changed like any other recipe.
import { useId, useState } from 'react';
import { namedProgram, PROGRAM_NAMES, spelledOut, type ProgramName } from '../../src-main/spec/programs.ts';
import { Choice } from '../parts/choice.tsx';
import { useWords } from '../words/language.ts';
import { recipeDraft } from './draft.ts';
import { useForm } from './form-state.ts';
import { namesIn, recipeIn } from './own-draft.ts';

export function ProgramPicker() {
  const { draft, spec, lastSpec, dispatch } = useForm();
  const words = useWords().newStudyRecipes;
  const id = useId();
  const [program, setProgram] = useState<ProgramName>('there-and-back');
  const [recipe, setRecipe] = useState('tensorwise');
  const named = namedProgram(program, recipe);
  const steps = (spec ?? lastSpec)?.steps ?? null;
  const over = recipeIn(draft.recipes, recipe);
  const isThere = draft.recipes.some(({ name }) => name === named.name);
  return (
    <fieldset aria-describedby={id}>
      <legend>{words.program}</legend>
      <div className="row">
        <Choice
          name={words.programName}
          value={program}
          options={PROGRAM_NAMES.map((name) => [name, name] as const)}
          onChange={setProgram}
        />
        <Choice
          name={words.over}
          value={recipe}
          options={namesIn(draft.recipes).map((name) => [name, name] as const)}
          onChange={setRecipe}
        />
        <button
          type="button"
          disabled={isThere || steps === null || over === null}
          onClick={() =>
            dispatch({
              kind: 'set-recipes',
              recipes: [
                ...draft.recipes,
                recipeDraft({ name: named.name, ...spelledOut(named, steps!, () => over!) }),
              ],
            })
          }
        >
          {words.addIt}
        </button>
      </div>
      <p id={id} className="fine">
        {words.programs[program]}
        {isThere && words.inTheList}
      </p>
    </fieldset>
  );
}
