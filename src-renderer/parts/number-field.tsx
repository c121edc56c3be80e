// A field for a number that keeps what is typed until it is a number that is taken: nothing half-typed is put right under the
// cursor, and what is not taken says so.
import { useState } from 'react';

interface Props {
  readonly label: string;
  readonly value: string;
  /** What is said of a text that is not taken. */
  readonly allowed: string;
  /** Whether that stands beside the field; else the pointer shows it. */
  readonly saysBeside?: boolean;
  readonly onFocus?: () => void;
  /** Where the field may be left empty. */
  readonly onEmpty?: () => void;
  /** Whether the number is taken. */
  readonly onNumber: (value: number) => boolean;
}

export function NumberField({
  label,
  value,
  allowed,
  saysBeside = false,
  onFocus,
  onEmpty,
  onNumber,
}: Props) {
  /** What is typed, while the field has the focus; null: the value. */
  const [draft, setDraft] = useState<{ readonly text: string; readonly isTaken: boolean } | null>(null);
  const isWrong = draft !== null && !draft.isTaken;
  const take = (text: string): boolean => {
    if (text.trim() !== '') return Number.isFinite(Number(text)) && onNumber(Number(text));
    onEmpty?.();
    return onEmpty !== undefined;
  };
  return (
    <>
      <input
        className="number"
        type="text"
        inputMode="decimal"
        aria-label={label}
        aria-invalid={isWrong}
        title={isWrong ? allowed : undefined}
        value={draft?.text ?? value}
        onFocus={onFocus}
        onBlur={() => setDraft(null)}
        onChange={({ target: { value: text } }) => setDraft({ text, isTaken: take(text) })}
      />
      {isWrong && saysBeside && (
        <span className="bad" role="alert">
          {' '}
          {allowed}
        </span>
      )}
    </>
  );
}
