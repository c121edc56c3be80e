// What can be done to a file of the library, whether it can be read or not.
import { useCommand } from '../client/queries.ts';
import { useSay } from '../parts/toasts.tsx';
import { useWords } from '../words/language.ts';

export function Reveal({ id }: { readonly id: string }) {
  const { library: words } = useWords();
  const reveal = useCommand('library.reveal');
  const { sayError } = useSay();
  return (
    <button type="button" className="link" onClick={() => reveal.mutate({ id }, { onError: sayError })}>
      {words.showFile}
    </button>
  );
}

/** Takes a study off the list, and offers to bring it back. */
export function Remove({ id, name }: { readonly id: string; readonly name: string }) {
  const { library: words } = useWords();
  const remove = useCommand('library.remove');
  const restore = useCommand('library.restore');
  const { say, sayError } = useSay();
  const undo = (kept: string) => ({
    name: words.undo,
    run: () => restore.mutate({ kept }, { onError: sayError }),
  });
  return (
    <button
      type="button"
      className="link"
      onClick={() =>
        remove.mutate(
          { id },
          {
            onSuccess: ({ kept }) => say(words.removed(name), { action: undo(kept) }),
            onError: sayError,
          },
        )
      }
    >
      {words.remove}
    </button>
  );
}
