// Where the runs are: a folder or files, chosen, or named by its path.
import { useState } from 'react';
import { useAnswer, useClient } from '../client/queries.ts';
import { FileButton } from '../parts/file-button.tsx';
import { useSay } from '../parts/toasts.tsx';
import { useWords } from '../words/language.ts';
import { chosenFiles } from './chosen.ts';
import type { Import } from './use-import.ts';

const ACCEPTED =
  '.csv,.tsv,.txt,.jsonl,.ndjson,.json,.parquet,.gz,.log,.out,.journal,.db,.sqlite,.sqlite3,.db-wal,.sqlite-wal,.sqlite3-wal,.wandb';

export function SourcePanel({ runs }: { readonly runs: Import }) {
  const facts = useAnswer('app.facts', {});
  const words = useWords().importing;
  const { inputs, underWay, openFiles, openPlace, cancel } = runs;
  if (!facts.data) return null;
  const folder = inputs.length === 0 ? words.chooseFolder : words.addFolder;
  return (
    <>
      <div className="row">
        {facts.data.choosesFolders ? (
          <FolderDialogButton label={folder} onPlace={(chosen) => void openPlace(chosen)} />
        ) : (
          <FileButton
            label={folder}
            folder
            multiple
            onFiles={(files) => void openFiles(chosenFiles(files))}
          />
        )}
        <FileButton
          label={inputs.length === 0 ? words.chooseFiles : words.addFiles}
          accept={ACCEPTED}
          multiple
          onFiles={(files) => void openFiles(chosenFiles(files))}
        />
        <span className="fine" role="status">
          {underWay}
        </span>
        {underWay !== null && (
          <button type="button" onClick={cancel}>
            {words.cancel}
          </button>
        )}
      </div>
      {!facts.data.choosesFolders && <PathField onPlace={(typed) => void openPlace(typed)} />}
    </>
  );
}

interface FolderDialogProps {
  readonly label: string;
  readonly onPlace: (place: string) => void;
}

function FolderDialogButton({ label, onPlace }: FolderDialogProps) {
  const client = useClient();
  const { sayError } = useSay();
  const choose = async () => {
    const chosen = await client.call('import.chooseFolder', {});
    if (chosen !== null) onPlace(chosen);
  };
  return (
    <button type="button" onClick={() => void choose().catch(sayError)}>
      {label}
    </button>
  );
}

/** A browser sends what is chosen in it; what is large, or lies on the other machine, is named. */
function PathField({ onPlace }: { readonly onPlace: (place: string) => void }) {
  const words = useWords().importing;
  const [typed, setTyped] = useState('');
  return (
    <form
      className="row"
      onSubmit={(event) => {
        event.preventDefault();
        if (typed.trim() === '') return;
        onPlace(typed.trim());
        setTyped('');
      }}
    >
      <label htmlFor="import-place">{words.path}</label>
      <input
        id="import-place"
        size={40}
        placeholder="~/runs/sweep"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
      <button type="submit">{words.read}</button>
    </form>
  );
}
