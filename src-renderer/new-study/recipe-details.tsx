// What can be changed of one chosen recipe: its name, its stages (a precision program), optimizer settings of its own. The
// negative control has its name alone: the rest follows the baseline.
import { useState } from 'react';
import { useWords } from '../words/language.ts';
import type { RecipeDraft, StageDraft } from './draft.ts';
import { described, FieldNotes } from './fields.tsx';
import { fieldWords, OPTIMIZER_FIELDS } from './fields-table.ts';
import { problemOf } from './check.ts';
import { fieldId, useForm } from './form-state.ts';
import { namesIn } from './own-draft.ts';
import { replaced, without } from './recipe-words.ts';

interface DetailsProps {
  readonly recipe: RecipeDraft;
  readonly index: number;
  readonly onChange: (recipe: RecipeDraft) => void;
  readonly onRename: (name: string) => void;
}

export function RecipeDetails({ recipe, index, onChange, onRename }: DetailsProps) {
  const words = useWords().newStudyRecipes;
  const { problems } = useForm();
  // Others may name a recipe of one's own: they follow a whole name, not what it is letter by letter.
  const [typed, setTyped] = useState<string | null>(null);
  const rename = (name: string) => (recipe.own ? setTyped(name) : onRename(name));
  const commit = () => {
    if (typed !== null) onRename(typed);
    setTyped(null);
  };
  const path = `recipes[${index}]`;
  const told = (at: string) => problemOf(problems, at);
  const nameId = fieldId(path);
  return (
    <div className="own">
      <div className="field">
        <label htmlFor={nameId}>{words.name}</label>
        <input
          {...described(nameId, undefined, told(path))}
          value={typed ?? recipe.name}
          autoComplete="off"
          onChange={(event) => rename(event.target.value)}
          onBlur={commit}
          onKeyDown={(event) => event.key === 'Enter' && commit()}
        />
        <FieldNotes id={nameId} hint={undefined} problem={told(path)} />
      </div>
      {recipe.kept.control !== 'negative' && (
        <>
          <Stages recipe={recipe} path={path} told={told} onChange={onChange} />
          <OwnSettings recipe={recipe} path={path} told={told} onChange={onChange} />
        </>
      )}
    </div>
  );
}

interface PartProps {
  readonly recipe: RecipeDraft;
  readonly path: string;
  readonly told: (path: string) => string | null;
  readonly onChange: (recipe: RecipeDraft) => void;
}

function Stages({ recipe, path, told, onChange }: PartProps) {
  const words = useWords().newStudyRecipes;
  const { draft } = useForm();
  const { stages } = recipe;
  const change = (next: readonly StageDraft[]) => onChange({ ...recipe, stages: next });
  return (
    <>
      {stages.map((stage, at) => {
        const id = fieldId(`${path}.stages[${at}].untilStep`);
        const problem = told(`${path}.stages[${at}].untilStep`);
        const isLast = at === stages.length - 1;
        return (
          <div key={at} className="row stage">
            <select
              aria-label={stages.length > 1 ? words.recipeOfStage(at + 1) : words.recipe}
              value={stage.recipe}
              onChange={(event) => change(replaced(stages, at, { ...stage, recipe: event.target.value }))}
            >
              {namesIn(draft.recipes).map((name) => (
                <option key={name}>{name}</option>
              ))}
            </select>
            {isLast ? (
              <span className="fine">{words.toTheEnd}</span>
            ) : (
              <>
                <label htmlFor={id}>{words.untilStep}</label>
                <input
                  {...described(id, undefined, problem)}
                  className="short"
                  inputMode="numeric"
                  value={stage.untilStep}
                  onChange={(event) =>
                    change(replaced(stages, at, { ...stage, untilStep: event.target.value }))
                  }
                />
              </>
            )}
            {stages.length > 1 && (
              <button
                type="button"
                className="link"
                aria-label={words.removeStage(at + 1)}
                onClick={() => change(without(stages, at))}
              >
                {words.remove}
              </button>
            )}
            <FieldNotes id={id} hint={undefined} problem={problem} />
          </div>
        );
      })}
      <div>
        <button
          type="button"
          className="link"
          onClick={() => change([...stages, { ...stages.at(-1)!, untilStep: '' }])}
        >
          {words.addStage}
        </button>
      </div>
    </>
  );
}

function OwnSettings({ recipe, path, told, onChange }: PartProps) {
  const page = useWords();
  const words = page.newStudyRecipes;
  const { optimizer } = recipe;
  const change = (next: RecipeDraft['optimizer']) => onChange({ ...recipe, optimizer: next });
  const fields = OPTIMIZER_FIELDS.map((field) => ({
    setting: field.path.split('.')[1]!,
    values: field.options,
    words: fieldWords(field.path, page),
  }));
  const free = fields.filter(({ setting }) => !optimizer.some((own) => own.setting === setting));
  return (
    <>
      {optimizer.map(({ setting, value }, at) => {
        const id = fieldId(`${path}.optimizer.${setting}`);
        const problem = told(`${path}.optimizer.${setting}`);
        const field = fields.find((known) => known.setting === setting);
        const set = (next: string) => change(replaced(optimizer, at, { setting, value: next }));
        return (
          <div key={setting} className="row stage">
            <label htmlFor={id}>{field?.words.label ?? setting}</label>
            {field?.values ? (
              <select
                {...described(id, undefined, problem)}
                value={value}
                onChange={(event) => set(event.target.value)}
              >
                {field.values.map((option) => (
                  <option key={option} value={option}>
                    {field.words.options?.[option] ?? option}
                  </option>
                ))}
              </select>
            ) : (
              <input
                {...described(id, undefined, problem)}
                className="short"
                inputMode="decimal"
                value={value}
                onChange={(event) => set(event.target.value)}
              />
            )}
            <button
              type="button"
              className="link"
              aria-label={words.removeOf(field?.words.label ?? setting)}
              onClick={() => change(without(optimizer, at))}
            >
              {words.remove}
            </button>
            <FieldNotes id={id} hint={undefined} problem={problem} />
          </div>
        );
      })}
      <AddSetting free={free} onAdd={(setting, value) => change([...optimizer, { setting, value }])} />
    </>
  );
}

interface AddProps {
  readonly free: readonly { readonly setting: string; readonly words: { readonly label: string } }[];
  readonly onAdd: (setting: string, value: string) => void;
}

/** A recipe's own setting begins with the value that all have. */
function AddSetting({ free, onAdd }: AddProps) {
  const words = useWords().newStudyRecipes;
  const { draft, lastSpec } = useForm();
  const [chosen, setChosen] = useState('');
  const setting = free.find((field) => field.setting === chosen)?.setting ?? free[0]?.setting;
  if (setting === undefined) return null;
  const common = lastSpec && Reflect.get(lastSpec.optimizer, setting);
  return (
    <div className="row stage">
      <select
        aria-label={words.optimizerSetting}
        value={setting}
        onChange={(event) => setChosen(event.target.value)}
      >
        {free.map((field) => (
          <option key={field.setting} value={field.setting}>
            {field.words.label}
          </option>
        ))}
      </select>
      <button
        type="button"
        className="link"
        onClick={() => onAdd(setting, draft.texts[`optimizer.${setting}`] || String(common ?? ''))}
      >
        {words.setForRecipe}
      </button>
    </div>
  );
}
