// Says when a sweep has ended, wherever in the app one is; with a notification of the system if one has allowed it.
import { useEffect } from 'react';
import { useClient } from '../client/queries.ts';
import { goTo } from '../routing.ts';
import { useSay } from './toasts.tsx';

export function SweepEndings() {
  const client = useClient();
  const { say } = useSay();
  useEffect(
    () =>
      client.onEvent((event) => {
        if (event.kind !== 'sweep-ended') return;
        const { id, name, sentence } = event;
        say(`${name}: ${sentence}`, {
          action: { name: 'Show', run: () => goTo({ view: 'study', id, tab: 'map' }) },
        });
      }),
    [client, say],
  );
  return null;
}
