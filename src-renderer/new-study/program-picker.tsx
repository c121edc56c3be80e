// Adds a precision program by name over any recipe: BF16 first, last, at both ends, or by triggers. It is spelled out for the
// steps that the form has now, and can be changed like any other recipe.
import { useId, useState } from 'react';
import { namedProgram, PROGRAM_NAMES, spelledOut, type ProgramName } from '../../src-main/spec/programs.ts';
import { Choice } from '../parts/choice.tsx';
import { recipeDraft } from './draft.ts';
import { useForm } from './form-state.ts';
import { namesIn, recipeIn } from './own-draft.ts';

const WORDS: Readonly<Record<ProgramName, string>> = {
  there: 'the first quarter in BF16',
  back: 'the last quarter in BF16',
  'there-and-back': 'the first and the last quarter in BF16',
  'guarded-fp8': 'goes to BF16 by itself when its numbers go wrong',
};

export function ProgramPicker() {
  const { draft, spec, lastSpec, dispatch } = useForm();
  const id = useId();
  const [program, setProgram] = useState<ProgramName>('there-and-back');
  const [recipe, setRecipe] = useState('tensorwise');
  const named = namedProgram(program, recipe);
  const steps = (spec ?? lastSpec)?.steps ?? null;
  const over = recipeIn(draft.recipes, recipe);
  const isThere = draft.recipes.some(({ name }) => name === named.name);
  return (
    <fieldset aria-describedby={id}>
      <legend>A program that changes the recipe during a run</legend>
      <div className="row">
        <Choice
          name="Program"
          value={program}
          options={PROGRAM_NAMES.map((name) => [name, name] as const)}
          onChange={setProgram}
        />
        <Choice
          name="over"
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
          Add
        </button>
      </div>
      <p id={id} className="fine">
        {WORDS[program]}
        {isThere && '; it is in the list'}
      </p>
    </fieldset>
  );
}
