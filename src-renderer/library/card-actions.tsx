// What can be done to a file of the library, whether it can be read or not.
import { useCommand } from '../client/queries.ts';
import { useSay } from '../parts/toasts.tsx';

export function Reveal({ id }: { readonly id: string }) {
  const reveal = useCommand('library.reveal');
  const { sayError } = useSay();
  return (
    <button type="button" className="link" onClick={() => reveal.mutate({ id }, { onError: sayError })}>
      Show file
    </button>
  );
}

/** Takes a study off the list, and offers to bring it back. */
export function Remove({ id, name }: { readonly id: string; readonly name: string }) {
  const remove = useCommand('library.remove');
  const restore = useCommand('library.restore');
  const { say, sayError } = useSay();
  const undo = (kept: string) => ({
    name: 'Undo',
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
            onSuccess: ({ kept }) =>
              say(`${name} is deleted; it is kept for 30 days.`, { action: undo(kept) }),
            onError: sayError,
          },
        )
      }
    >
      Delete
    </button>
  );
}
