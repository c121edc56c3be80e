// Asks, in a browser, for the right to tell the end of a sweep as a notification of the system. The desktop has its own.
import { useState } from 'react';
import { useWords } from '../words/language.ts';

/** Whether a notification can be shown now. */
export function mayNotify(): boolean {
  return window.precipice === undefined && 'Notification' in window && Notification.permission === 'granted';
}

export function NotifyButton() {
  const { messages: words } = useWords();
  const [isOffered, setIsOffered] = useState(
    window.precipice === undefined && 'Notification' in window && Notification.permission === 'default',
  );
  if (!isOffered) return null;
  return (
    <button
      type="button"
      onClick={() =>
        void Notification.requestPermission().then((answer) => setIsOffered(answer === 'default'))
      }
    >
      {words.notify}
    </button>
  );
}
