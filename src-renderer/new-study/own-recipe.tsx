// A recipe of one's own: what it extends, and the table of its sites, each with its format, bits, scaling and rounding. What differs
// from what it extends is marked; what is wrong is said at its site.
import { useId } from 'react';
import type { Precision } from '../../src-main/formats/precision.ts';
import { LINEAR_PATHS, precisionAt, SETTINGS, SITES } from '../../src-main/recipes/sites.ts';
import { precisionFigure } from '../../src-main/report/figures/bit-layout.ts';
import { Figure } from '../parts/figure.tsx';
import { useTheme } from '../parts/theme.tsx';
import { problemOf } from './check.ts';
import type { OwnDraft, RecipeDraft } from './draft.ts';
import { described, FieldNotes } from './fields.tsx';
import { fieldId, useForm } from './form-state.ts';
import { namesIn, recipeIn, shownAt, shownSetting, withSite } from './own-draft.ts';
import { PrecisionFields } from './precision-fields.tsx';
import { SettingFields } from './setting-fields.tsx';
import { useReportWords } from '../words/language.ts';

interface Props {
  readonly recipe: RecipeDraft;
  readonly own: OwnDraft;
  readonly index: number;
  readonly onChange: (recipe: RecipeDraft) => void;
}

export function OwnRecipe({ recipe, own, index, onChange }: Props) {
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
        <label htmlFor={extendsId}>Extends</label>
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
          <caption className="visually-hidden">Sites of {recipe.name}</caption>
          <thead>
            <tr>
              {['Site', 'Bits', 'Precision', 'Unlike it'].map((head) => (
                <th key={head} scope="col">
                  {head === 'Unlike it' ? `Unlike ${own.extends}` : head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {SITES.map(({ path: site, meaning, scalings }) => {
              const id = fieldId(`${path}.${site}`);
              return (
                <tr key={site} className={own.sites[site] === undefined ? undefined : 'changed'}>
                  <SiteHead path={site} meaning={meaning.en} />
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
                <SiteHead path={setting} meaning={meaning.en} />
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
      <p className="fine">
        The linear layers of edge layers can be set site by site, too, in a spec file: {LINEAR_PATHS[0]} and
        so on within edgeLayers.
      </p>
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
  const words = useReportWords();
  const prefix = useId();
  return (
    <Figure svg={precisionFigure(precision, { theme, idPrefix: prefix, words })} label={`Bits of ${site}`} />
  );
}

interface MarkProps {
  readonly own: OwnDraft;
  readonly path: keyof OwnDraft['sites'];
  readonly onChange: (own: OwnDraft) => void;
}

function Mark({ own, path, onChange }: MarkProps) {
  if (own.sites[path] === undefined) return <td />;
  return (
    <td>
      <span className="chip">changed</span>{' '}
      <button
        type="button"
        className="link"
        aria-label={`Reset ${path}`}
        onClick={() => onChange(withSite(own, path, undefined))}
      >
        Reset
      </button>
    </td>
  );
}
