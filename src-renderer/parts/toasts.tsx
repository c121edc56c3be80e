// Short messages in the corner, some with one thing to do about them. They are also read out by screen readers.
import { createContext, use, useCallback, useMemo, useState, type ReactNode } from 'react';
import { useWords } from '../words/language.ts';
import { toldSentence } from './known-errors.ts';
import { messageOf } from './told-error.tsx';

interface Toast {
  readonly id: number;
  readonly message: string;
  readonly tone: 'plain' | 'bad';
  /** Of the message, where it is not that of the app. */
  readonly lang?: 'en' | undefined;
  readonly action?: { readonly name: string; readonly run: () => void } | undefined;
}

type Say = (message: string, options?: Partial<Pick<Toast, 'tone' | 'action' | 'lang'>>) => void;

const ToastContext = createContext<Say>(() => undefined);
/** Milliseconds; a message with something to do stays longer. */
const SHOWN = { plain: 6000, action: 15_000 };
let nextId = 1;

/** Says something; an error is said with its own sentence. */
export function useSay(): { readonly say: Say; readonly sayError: (error: unknown) => void } {
  const say = use(ToastContext);
  const { errors } = useWords();
  return useMemo(
    () => ({
      say,
      sayError: (error) => {
        const told = toldSentence(messageOf(error), errors);
        say(told?.sentence ?? messageOf(error), { tone: 'bad', lang: told ? undefined : 'en' });
      },
    }),
    [say, errors],
  );
}

export function ToastProvider({ children }: { readonly children: ReactNode }) {
  const { messages: words } = useWords();
  const [toasts, setToasts] = useState<readonly Toast[]>([]);
  const drop = useCallback((id: number) => setToasts((all) => all.filter((toast) => toast.id !== id)), []);
  const say = useCallback<Say>(
    (message, { tone = 'plain', action, lang } = {}) => {
      const id = nextId++;
      setToasts((all) => [...all.slice(-3), { id, message, tone, action, lang }]);
      setTimeout(() => drop(id), action || tone === 'bad' ? SHOWN.action : SHOWN.plain);
    },
    [drop],
  );
  return (
    <ToastContext value={say}>
      {children}
      <div className="toasts" role="status" aria-live="polite">
        {toasts.map(({ id, message, tone, action, lang }) => (
          <div key={id} className={`toast ${tone}`}>
            <span lang={lang}>{message}</span>
            {action && (
              <button
                type="button"
                onClick={() => {
                  drop(id);
                  action.run();
                }}
              >
                {action.name}
              </button>
            )}
            <button type="button" className="quiet" aria-label={words.dismiss} onClick={() => drop(id)}>
              ×
            </button>
          </div>
        ))}
      </div>
    </ToastContext>
  );
}
