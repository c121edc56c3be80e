// A field for a number that keeps what is typed until it is a number that is taken: nothing half-typed is put right under the
// cursor, and what is not taken says so.
import { useState } from 'react';

interface Props {
  readonly label: string;
  readonly value: string;
  /** What is said of a text that is not taken. */
  readonly allowed: string;
  readonly onFocus?: () => void;
  /** Whether the number is taken. */
  readonly onNumber: (value: number) => boolean;
}

export function NumberField({ label, value, allowed, onFocus, onNumber }: Props) {
  /** What is typed, while the field has the focus; null: the value. */
  const [draft, setDraft] = useState<{ readonly text: string; readonly isTaken: boolean } | null>(null);
  const isWrong = draft !== null && !draft.isTaken;
  return (
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
      onChange={({ target: { value: text } }) => {
        const number = text.trim() === '' ? NaN : Number(text);
        setDraft({ text, isTaken: Number.isFinite(number) && onNumber(number) });
      }}
    />
  );
}
