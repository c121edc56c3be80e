// The title of the page: what is shown and, while a sweep runs, how far it is, so that a tab in the background tells it.
import { useEffect } from 'react';

const PROGRAM = 'Precipice';

export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} – ${PROGRAM}`;
    return () => {
      document.title = PROGRAM;
    };
  }, [title]);
}
