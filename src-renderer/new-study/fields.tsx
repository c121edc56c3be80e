// The controls of the form: a label, the control, a hint and, where something is wrong, the sentence, tied together for
// screen readers. Which fields there are stands in fields-table.ts.
import { useState, type ReactNode } from 'react';
import { DEFAULT_THRESHOLDS } from '../../src-main/analysis/labels/thresholds.ts';
import type { Word } from '../help/glossary.ts';
import { Explain } from '../parts/term.tsx';
import { useWords } from '../words/language.ts';
import { fieldWords, type ScalarField } from './fields-table.ts';
import { useField, useForm } from './form-state.ts';

interface ShellProps {
  readonly id: string;
  readonly label: string;
  readonly hint?: string | undefined;
  readonly problem: string | null;
  readonly caution?: string | null | undefined;
  readonly className?: string;
  readonly children: ReactNode;
}

/** Label above, hint and sentence below. */
export function FieldShell({ id, label, hint, problem, caution, className = '', children }: ShellProps) {
  return (
    <div className={`field ${className}`}>
      <label htmlFor={id}>{label}</label>
      {children}
      <FieldNotes id={id} hint={hint} problem={problem} caution={caution} />
    </div>
  );
}

export function FieldNotes({
  id,
  hint,
  problem,
  caution = null,
}: Pick<ShellProps, 'id' | 'hint' | 'problem' | 'caution'>) {
  return (
    <>
      {hint !== undefined && (
        <p id={`${id}-hint`} className="fine">
          {hint}
        </p>
      )}
      {problem !== null && (
        <p id={`${id}-problem`} className="bad">
          {problem}
        </p>
      )}
      {caution !== null && (
        <p id={`${id}-caution`} className="caution">
          {caution}
        </p>
      )}
    </>
  );
}

/** The attributes that tie a control to its notes. */
export function described(
  id: string,
  hint: string | undefined,
  problem: string | null,
  caution: string | null = null,
) {
  const notes = [
    hint !== undefined && `${id}-hint`,
    problem !== null && `${id}-problem`,
    caution !== null && `${id}-caution`,
  ].filter(Boolean);
  return {
    id,
    'aria-invalid': problem !== null || undefined,
    'aria-describedby': notes.length > 0 ? notes.join(' ') : undefined,
  } as const;
}

interface TextProps {
  readonly path: string;
  readonly label: string;
  readonly hint?: string | undefined;
  readonly placeholder?: string | undefined;
  readonly isNumber?: boolean;
  readonly className?: string;
}

export function TextField({ path, label, hint, placeholder, isNumber = false, className = '' }: TextProps) {
  const { id, text, set, problem, caution } = useField(path);
  return (
    <FieldShell id={id} label={label} hint={hint} problem={problem} caution={caution} className={className}>
      <input
        {...described(id, hint, problem, caution)}
        value={text}
        placeholder={placeholder}
        inputMode={isNumber ? 'decimal' : undefined}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => set(event.target.value)}
      />
    </FieldShell>
  );
}

interface ChoiceProps extends Omit<TextProps, 'placeholder' | 'isNumber'> {
  readonly options: readonly (readonly [string, string])[];
}

/** One of a list: value and name of each. */
export function ChoiceField({ path, label, hint, options, className = '' }: ChoiceProps) {
  const { id, text, set, problem } = useField(path);
  return (
    <FieldShell id={id} label={label} hint={hint} problem={problem} className={className}>
      <select {...described(id, hint, problem)} value={text} onChange={(event) => set(event.target.value)}>
        {options.map(([value, name]) => (
          <option key={value} value={value}>
            {name}
          </option>
        ))}
      </select>
    </FieldShell>
  );
}

export function Scalar({ field }: { readonly field: ScalarField }) {
  const { path, kind, isDerived = false } = field;
  const { label, hint, options = {} } = fieldWords(path, useWords());
  const { id, text, set, problem, open } = useField(path);
  switch (kind) {
    case 'number':
    case 'text': {
      const placeholder = isDerived ? open || defaultThreshold(path) : undefined;
      return (
        <TextField
          path={path}
          label={label}
          hint={hint}
          placeholder={placeholder}
          isNumber={kind === 'number'}
        />
      );
    }
    case 'choice':
      return (
        <ChoiceField
          path={path}
          label={label}
          hint={hint}
          options={(field.options ?? []).map((value) => [value, options[value] ?? value] as const)}
        />
      );
    case 'flag':
      return (
        <div className="field flag">
          <label>
            <input
              {...described(id, hint, problem)}
              type="checkbox"
              checked={text === 'true'}
              onChange={(event) => set(String(event.target.checked))}
            />{' '}
            {label}
          </label>
        </div>
      );
  }
}

/** A spec holds only the thresholds that differ from these. */
function defaultThreshold(path: string): string {
  const key = path.replace(/^thresholds\./, '');
  return String(Reflect.get(DEFAULT_THRESHOLDS, key) ?? '');
}

/** Fields in columns, with the boxes to tick in a row below. */
export function Scalars({ fields }: { readonly fields: readonly ScalarField[] }) {
  const flags = fields.filter(({ kind }) => kind === 'flag');
  const show = (field: ScalarField) => <Scalar key={field.path} field={field} />;
  return (
    <>
      <div className="fields">{fields.filter((field) => !flags.includes(field)).map(show)}</div>
      {flags.length > 0 && <div className="row">{flags.map(show)}</div>}
    </>
  );
}

interface WaysProps {
  readonly path: string;
  readonly legend: string;
  readonly options: readonly (readonly [value: string, label: string])[];
}

/** One of a few ways to give something, as radio buttons in a row. */
export function Ways({ path, legend, options }: WaysProps) {
  const { id, text, set } = useField(path);
  return (
    <fieldset className="ways">
      <legend className="visually-hidden">{legend}</legend>
      {options.map(([value, label]) => (
        <label key={value}>
          <input type="radio" name={id} checked={text === value} onChange={() => set(value)} /> {label}
        </label>
      ))}
    </fieldset>
  );
}

interface SectionProps {
  readonly id: string;
  readonly title: string;
  /** A word of the title that is explained. */
  readonly word?: Word;
  readonly children: ReactNode;
}

export function Section({ id, title, word, children }: SectionProps) {
  return (
    <section className="panel" aria-labelledby={id}>
      <div className="titled">
        <h2 id={id}>{title}</h2>
        {word && <Explain word={word} />}
      </div>
      {children}
    </section>
  );
}

interface FoldedProps {
  readonly title: string;
  /** Whether a field is inside: where something is wrong with it, the part opens, and stays so. */
  readonly holds: (field: string) => boolean;
  /** Of the line that opens it. */
  readonly id?: string;
  readonly children: ReactNode;
}

/** A part that most people never open. */
export function Folded({ holds, ...props }: FoldedProps) {
  const { problems } = useForm();
  return <Fold {...props} mustOpen={problems.some(({ field }) => field !== null && holds(field))} />;
}

interface FoldProps extends Omit<FoldedProps, 'holds'> {
  /** Whether something in it must be seen. */
  readonly mustOpen: boolean;
}

export function Fold({ title, mustOpen, id, children }: FoldProps) {
  const [isOpen, setIsOpen] = useState(false);
  if (mustOpen && !isOpen) setIsOpen(true);
  return (
    <details className="folded" open={isOpen} onToggle={(event) => setIsOpen(event.currentTarget.open)}>
      <summary id={id}>{title}</summary>
      {children}
    </details>
  );
}
