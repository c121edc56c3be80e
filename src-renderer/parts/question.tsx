// A dialog that asks before something that cannot be taken back, or for one line of text.
import { useEffect, useId, useRef, useState, type ReactNode } from 'react';
import { useWords } from '../words/language.ts';

interface Props {
  readonly title: string;
  readonly confirm: string;
  /** What the button says that changes nothing. */
  readonly keep?: string;
  /** With a text to edit, the answer is the new text. */
  readonly text?: string;
  readonly children?: ReactNode;
  readonly onAnswer: (text: string) => void;
  readonly onClose: () => void;
}

export function Question({ title, confirm, keep, text, children, onAnswer, onClose }: Props) {
  const { messages: words } = useWords();
  const dialog = useRef<HTMLDialogElement>(null);
  const [value, setValue] = useState(text ?? '');
  const heading = useId();
  useEffect(() => dialog.current?.showModal(), []);
  const isAllowed = text === undefined || value.trim() !== '';
  return (
    <dialog ref={dialog} aria-labelledby={heading} onClose={onClose}>
      <form
        method="dialog"
        onSubmit={() => {
          if (isAllowed) onAnswer(value.trim());
        }}
      >
        <h2 id={heading}>{title}</h2>
        {children}
        {text !== undefined && (
          <input
            aria-label={title}
            value={value}
            maxLength={100}
            autoFocus
            onChange={(event) => setValue(event.target.value)}
          />
        )}
        <div className="row end">
          <button type="button" onClick={() => dialog.current?.close()}>
            {keep ?? words.cancel}
          </button>
          <button type="submit" className="primary" disabled={!isAllowed}>
            {confirm}
          </button>
        </div>
      </form>
    </dialog>
  );
}
