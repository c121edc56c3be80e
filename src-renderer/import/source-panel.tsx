// Where the runs are: a folder or files, chosen, or named by its path.
import { useState } from 'react';
import { useAnswer, useClient } from '../client/queries.ts';
import { FileButton } from '../parts/file-button.tsx';
import { useSay } from '../parts/toasts.tsx';
import { chosenFiles } from './chosen.ts';
import type { Import } from './use-import.ts';

const ACCEPTED =
  '.csv,.tsv,.txt,.jsonl,.ndjson,.json,.parquet,.gz,.log,.out,.journal,.db,.sqlite,.sqlite3,.db-wal,.sqlite-wal,.sqlite3-wal,.wandb';

export function SourcePanel({ runs }: { readonly runs: Import }) {
  const facts = useAnswer('app.facts', {});
  const { place, underWay, openFiles, openPlace, cancel } = runs;
  if (!facts.data) return null;
  return (
    <>
      <div className="row">
        {facts.data.choosesFolders ? (
          <FolderDialogButton onPlace={(chosen) => void openPlace(chosen)} />
        ) : (
          <FileButton
            label="Choose a folder"
            folder
            multiple
            onFiles={(files) => void openFiles(chosenFiles(files))}
          />
        )}
        <FileButton
          label="Choose a file"
          accept={ACCEPTED}
          multiple
          onFiles={(files) => void openFiles(chosenFiles(files))}
        />
        <span className="fine" role="status">
          {underWay ?? (place && lastPart(place))}
        </span>
        {underWay !== null && (
          <button type="button" onClick={cancel}>
            Cancel
          </button>
        )}
      </div>
      {!facts.data.choosesFolders && <PathField onPlace={(typed) => void openPlace(typed)} />}
    </>
  );
}

function FolderDialogButton({ onPlace }: { readonly onPlace: (place: string) => void }) {
  const client = useClient();
  const { sayError } = useSay();
  const choose = async () => {
    const chosen = await client.call('import.chooseFolder', {});
    if (chosen !== null) onPlace(chosen);
  };
  return (
    <button type="button" onClick={() => void choose().catch(sayError)}>
      Choose a folder
    </button>
  );
}

/** A browser sends what is chosen in it; what is large, or lies on the other machine, is named. */
function PathField({ onPlace }: { readonly onPlace: (place: string) => void }) {
  const [typed, setTyped] = useState('');
  return (
    <form
      className="row"
      onSubmit={(event) => {
        event.preventDefault();
        if (typed.trim() !== '') onPlace(typed.trim());
      }}
    >
      <label htmlFor="import-place">or a path on the machine that Precipice runs on</label>
      <input
        id="import-place"
        size={40}
        placeholder="~/runs"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
      <button type="submit">Read</button>
    </form>
  );
}

function lastPart(place: string): string {
  return place.split(/[/\\]/).findLast((part) => part !== '') ?? place;
}
