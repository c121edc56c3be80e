// Fields of an import: one of some words or columns, and numbers that only the user knows.
import { useState, type ReactNode } from 'react';
import { nameLanguage } from './told.tsx';

interface FactProps {
  readonly id: string;
  readonly name: string;
  readonly children: ReactNode;
}

export function Fact({ id, name, children }: FactProps) {
  return (
    <div className="fact">
      <dt>
        <label htmlFor={id}>{name}</label>
      </dt>
      <dd>{children}</dd>
    </div>
  );
}

interface SelectProps<Value extends string> {
  readonly id: string;
  readonly name: string;
  readonly value: Value | null;
  readonly options: readonly Value[];
  /** What the options are called; without it they say it themselves. */
  readonly words?: Readonly<Record<Value, string>>;
  /** What null is called; without it, one must be chosen. */
  readonly none?: string;
  readonly onChange: (value: Value | null) => void;
}

export function Select<Value extends string>({
  id,
  name,
  value,
  options,
  words,
  none,
  onChange,
}: SelectProps<Value>) {
  return (
    <Fact id={id} name={name}>
      <select
        id={id}
        value={value ?? ''}
        onChange={(event) => onChange((event.target.value || null) as Value | null)}
      >
        {none !== undefined && <option value="">{none}</option>}
        {options.map((option) => (
          <option
            key={option}
            value={option}
            lang={words?.[option] === undefined ? nameLanguage(option) : undefined}
          >
            {words?.[option] ?? option}
          </option>
        ))}
      </select>
    </Fact>
  );
}

interface NumberProps {
  readonly id: string;
  readonly value: number | null;
  /** What is said of a text that is not taken. */
  readonly allowed: string;
  readonly accepts: (value: number) => boolean;
  readonly onChange: (value: number | null) => void;
}

/** A number, or nothing. It is taken when the field is left: every number is one more reading of the file. */
export function OptionalNumber({ id, value, allowed, accepts, onChange }: NumberProps) {
  /** What is typed and not taken; null: the value. */
  const [draft, setDraft] = useState<string | null>(null);
  const typed = draft?.trim() ?? '';
  const isWrong = typed !== '' && !accepts(Number(typed));
  const leave = () => {
    if (draft === null || isWrong) return;
    setDraft(null);
    const number = typed === '' ? null : Number(typed);
    if (number !== value) onChange(number);
  };
  return (
    <>
      <input
        id={id}
        inputMode="decimal"
        aria-invalid={isWrong}
        aria-describedby={isWrong ? `${id}-wrong` : undefined}
        value={draft ?? value ?? ''}
        onChange={(event) => setDraft(event.target.value)}
        onBlur={leave}
        onKeyDown={(event) => {
          if (event.key === 'Enter') leave();
        }}
      />
      {isWrong && (
        <span id={`${id}-wrong`} className="bad">
          {' '}
          {allowed}
        </span>
      )}
    </>
  );
}
