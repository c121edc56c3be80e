// Says when a sweep has ended, wherever in the app one is; in a browser also as a notification, if the user allowed it.
import { useEffect } from 'react';
import { useClient } from '../client/queries.ts';
import { useWords } from '../words/language.ts';
import { goTo } from '../routing.ts';
import { mayNotify } from './notify-button.tsx';
import { toldSentence } from './known-errors.ts';
import { useSay } from './toasts.tsx';

export function SweepEndings() {
  const client = useClient();
  const { say } = useSay();
  const { messages: words, endings } = useWords();
  useEffect(
    () =>
      client.onEvent((event) => {
        if (event.kind !== 'sweep-ended') return;
        const { id, name } = event;
        const sentence = toldSentence(event.sentence, endings)?.sentence ?? event.sentence;
        if (mayNotify()) new Notification(name, { body: sentence });
        say(words.ended(name, sentence), {
          action: { name: words.show, run: () => goTo({ view: 'study', id, tab: 'map' }) },
        });
      }),
    [client, say, words, endings],
  );
  return null;
}
