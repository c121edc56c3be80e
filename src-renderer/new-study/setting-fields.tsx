// The controls of what a recipe says that is no precision: whether it says so, and its numbers.
import { HADAMARD_POINTS } from '../../src-main/formats/hadamard.ts';
import { DYNAMIC_DEFAULTS } from '../../src-main/recipes/loss-scale.ts';
import type { SettingPath } from '../../src-main/recipes/sites.ts';
import { useWords } from '../words/language.ts';
import { numeral } from './draft.ts';
import { described, FieldNotes } from './fields.tsx';

interface Props {
  readonly id: string;
  readonly path: SettingPath;
  /** As a spec says it; null: none. */
  readonly value: unknown;
  /** Recipes that may be named. */
  readonly names: readonly string[];
  readonly problem: string | null;
  readonly onChange: (value: unknown) => void;
}

type Kind = 'set' | 'constant' | 'dynamic';

/** Whether there is one, and of which kind, with what each begins with: Hopper's sums, the last layer in BF16, the one transform, usual loss scales. */
const FIRST: Readonly<Record<SettingPath, Readonly<Partial<Record<Kind, unknown>>>>> = {
  accumulation: { set: { bits: 14, promoteEvery: 128 } },
  edgeLayers: { set: { first: 0, last: 1, extends: 'bf16-mixed' } },
  hadamard: { set: HADAMARD_POINTS },
  lossScale: { constant: 1024, dynamic: { kind: 'dynamic', ...DYNAMIC_DEFAULTS } },
};

/** Which of FIRST a value is of; the first where there are no others to tell it from. */
function choiceOf(path: SettingPath, value: unknown): Kind | 'none' {
  if (value === null || value === undefined) return 'none';
  const choices = Object.entries(FIRST[path]) as [Kind, unknown][];
  return (choices.find(([, first]) => typeof first === typeof value) ?? choices[0]!)[0];
}

export function SettingFields({ id, path, value, names, problem, onChange }: Props) {
  const words = useWords().newStudyOwn;
  const choice = choiceOf(path, value);
  return (
    <div className="row">
      <select
        {...described(id, undefined, problem)}
        aria-label={words.whether(path)}
        value={choice}
        onChange={(event) => onChange(FIRST[path][event.target.value as Kind] ?? null)}
      >
        {(['none', ...(Object.keys(FIRST[path]) as Kind[])] as const).map((kind) => (
          <option key={kind} value={kind}>
            {words[kind]}
          </option>
        ))}
      </select>
      {choice !== 'none' &&
        (typeof value === 'object' ? (
          <Parts
            path={path}
            value={choice === 'dynamic' ? { ...DYNAMIC_DEFAULTS, ...value } : value!}
            names={names}
            onChange={onChange}
          />
        ) : (
          <input
            className="short"
            aria-label={path}
            inputMode="numeric"
            value={String(value as number | string)}
            onChange={(event) => onChange(numeral(event.target.value) ?? '')}
          />
        ))}
      <FieldNotes id={id} hint={undefined} problem={problem} />
    </div>
  );
}

function Parts({
  path,
  value,
  names,
  onChange,
}: Pick<Props, 'path' | 'names' | 'onChange'> & { readonly value: object }) {
  const words = useWords().newStudyOwn;
  const parts = Object.entries<unknown>(value as Record<string, unknown>);
  const set = (key: string, next: unknown) => onChange({ ...value, [key]: next });
  return parts
    .filter(([key]) => key !== 'kind' && !key.includes('.'))
    .map(([key, part]) =>
      key === 'extends' ? (
        <select
          key={key}
          aria-label={words.partOf(key, path)}
          value={String(part)}
          onChange={(event) => set(key, event.target.value)}
        >
          {names.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      ) : (
        <label key={key} className="fine">
          {key}{' '}
          <input
            className="short"
            aria-label={words.partOf(key, path)}
            inputMode="numeric"
            value={String(part)}
            onChange={(event) => set(key, numeral(event.target.value) ?? '')}
          />
        </label>
      ),
    );
}
