// A recipe of one's own: what it extends, and the table of its sites, each with its format, bits, scaling and rounding. What differs
// from what it extends is marked; what is wrong is said at its site.
import { useId } from 'react';
import type { Precision } from '../../src-main/formats/precision.ts';
import { LINEAR_PATHS, precisionAt, SETTINGS, SITES } from '../../src-main/recipes/sites.ts';
import { precisionFigure } from '../../src-main/report/figures/bit-layout.ts';
import { Figure } from '../parts/figure.tsx';
import { useTheme } from '../parts/theme.tsx';
import { useLanguage, useReportWords, useWords } from '../words/language.ts';
import { problemOf } from './check.ts';
import type { OwnDraft, RecipeDraft } from './draft.ts';
import { described, FieldNotes } from './fields.tsx';
import { fieldId, useForm } from './form-state.ts';
import { namesIn, recipeIn, shownAt, shownSetting, withSite } from './own-draft.ts';
import { PrecisionFields } from './precision-fields.tsx';
import { SettingFields } from './setting-fields.tsx';

interface Props {
  readonly recipe: RecipeDraft;
  readonly own: OwnDraft;
  readonly index: number;
  readonly onChange: (recipe: RecipeDraft) => void;
}

export function OwnRecipe({ recipe, own, index, onChange }: Props) {
  const language = useLanguage();
  const words = useWords().newStudyOwn;
  const { draft, problems } = useForm();
  const base = recipeIn(draft.recipes, own.extends);
  const itself = recipeIn(draft.recipes, recipe.name);
  const path = `recipes[${index}]`;
  const told = (at: string) => problemOf(problems, `${path}.${at}`);
  const change = (next: OwnDraft) => onChange({ ...recipe, own: next });
  const extendsId = fieldId(`${path}.extends`);
  const names = namesIn(draft.recipes).filter((name) => name !== recipe.name);
  return (
    <div className="own">
      <div className="field">
        <label htmlFor={extendsId}>{words.extends}</label>
        <select
          {...described(extendsId, undefined, told('extends'))}
          value={own.extends}
          onChange={(event) => change({ ...own, extends: event.target.value })}
        >
          {[...new Set([...names, own.extends])].map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
        <FieldNotes id={extendsId} hint={undefined} problem={told('extends')} />
      </div>
      <div className="scroll">
        <table className="sites">
          <caption className="visually-hidden">{words.sitesOf(recipe.name)}</caption>
          <thead>
            <tr>
              {[words.site, words.bits, words.precision, words.unlike(own.extends)].map((head) => (
                <th key={head} scope="col">
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {SITES.map(({ path: site, meaning, scalings }) => {
              const id = fieldId(`${path}.${site}`);
              return (
                <tr key={site} className={own.sites[site] === undefined ? undefined : 'changed'}>
                  <SiteHead path={site} meaning={meaning[language]} />
                  <td>{itself && <Bits site={site} precision={precisionAt(itself, site)} />}</td>
                  <td>
                    <PrecisionFields
                      id={id}
                      site={site}
                      value={shownAt(own, base, site)}
                      scalings={scalings}
                      problem={told(site)}
                      onChange={(value) => change(withSite(own, site, value))}
                    />
                  </td>
                  <Mark own={own} path={site} onChange={change} />
                </tr>
              );
            })}
            {SETTINGS.map(({ path: setting, meaning }) => (
              <tr key={setting} className={own.sites[setting] === undefined ? undefined : 'changed'}>
                <SiteHead path={setting} meaning={meaning[language]} />
                <td />
                <td>
                  <SettingFields
                    id={fieldId(`${path}.${setting}`)}
                    path={setting}
                    value={shownSetting(own, base, setting)}
                    names={names}
                    problem={told(setting)}
                    onChange={(value) => change(withSite(own, setting, value))}
                  />
                </td>
                <Mark own={own} path={setting} onChange={change} />
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="fine">{words.inFile(LINEAR_PATHS[0]!)}</p>
    </div>
  );
}

function SiteHead({ path, meaning }: { readonly path: string; readonly meaning: string }) {
  return (
    <th scope="row">
      <code>{path}</code>
      <span className="fine">{meaning}</span>
    </th>
  );
}

function Bits({ site, precision }: { readonly site: string; readonly precision: Precision | null }) {
  const theme = useTheme();
  const report = useReportWords();
  const prefix = useId();
  const words = useWords().newStudyOwn;
  return (
    <Figure
      svg={precisionFigure(precision, { theme, idPrefix: prefix, words: report })}
      label={words.bitsOf(site)}
    />
  );
}

interface MarkProps {
  readonly own: OwnDraft;
  readonly path: keyof OwnDraft['sites'];
  readonly onChange: (own: OwnDraft) => void;
}

function Mark({ own, path, onChange }: MarkProps) {
  const words = useWords().newStudyOwn;
  if (own.sites[path] === undefined) return <td />;
  return (
    <td>
      <span className="chip">{words.changed}</span>{' '}
      <button
        type="button"
        className="link"
        aria-label={words.resetOf(path)}
        onClick={() => onChange(withSite(own, path, undefined))}
      >
        {words.reset}
      </button>
    </td>
  );
}
