// Runs of another tool become a study: choose the file, see what each column is taken for, put it right, import.
import { useRef, useState, type RefObject } from 'react';
import { plural } from '../../src-main/report/language/en/plural.ts';
import type { Mapping } from '../../src-main/spec/import-mapping.ts';
import type { ImportPreview } from '../../src-main/study/import/preview.ts';
import { useClient, useCommand } from '../client/queries.ts';
import { FileButton } from '../parts/file-button.tsx';
import { useTitle } from '../parts/title.ts';
import { useSay } from '../parts/toasts.tsx';
import { goTo } from '../routing.ts';
import { ColumnsPanel } from './columns-panel.tsx';
import { OutcomePanel } from './outcome-panel.tsx';
import { UnsaidPanel } from './unsaid-panel.tsx';

const ACCEPTED =
  '.csv,.tsv,.txt,.jsonl,.ndjson,.json,.log,.journal,.db,.sqlite,.sqlite3,.db-wal,.sqlite-wal,.sqlite3-wal';

interface Chosen {
  readonly fileName: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** What SQLite keeps beside a database that is written, where it was chosen, too. */
  readonly wal?: Uint8Array<ArrayBuffer>;
}

/** What was chosen last, until it is read. */
interface Wanted {
  readonly fileName: string;
  /** null: of another file, to be guessed. */
  readonly mapping: Mapping | null;
}

/** The file, and the log beside it where both were chosen. */
async function chosenOf(files: readonly File[]): Promise<Chosen> {
  const file = files.find(({ name }) => !name.endsWith('-wal')) ?? files[0]!;
  const log = files.find(({ name }) => name === `${file.name}-wal`);
  const bytesOf = async (each: File) => new Uint8Array(await each.arrayBuffer());
  return { fileName: file.name, bytes: await bytesOf(file), ...(log && { wal: await bytesOf(log) }) };
}

/** What is under way stands in the place meant for it until it is answered. */
async function once<Answer>(
  place: RefObject<Promise<unknown> | null>,
  call: Promise<Answer>,
): Promise<Answer> {
  place.current = call;
  try {
    return await call;
  } finally {
    place.current = null;
  }
}

export function ImportView() {
  useTitle('Import runs');
  const client = useClient();
  const { sayError } = useSay();
  const create = useCommand('import.create');
  const [read, setRead] = useState<{ readonly file: Chosen; readonly preview: ImportPreview } | null>(null);
  const [wanted, setWanted] = useState<Wanted | null>(null);
  const asked = useRef(0);
  const underLook = useRef<Promise<unknown> | null>(null);
  const isCancelled = useRef(false);

  const look = async (file: Chosen, mapping: Mapping | null) => {
    const number = ++asked.current;
    const isLast = () => number === asked.current;
    setWanted({ fileName: file.fileName, mapping });
    try {
      if (underLook.current !== null) {
        // Two requests under way may arrive in either order, and the older one would take the place of the newer.
        await Promise.allSettled([
          underLook.current,
          client.call('import.cancel', { fileName: file.fileName }),
        ]);
        if (!isLast()) return;
      }
      const preview = await once(underLook, client.call('import.preview', { ...file, mapping }));
      if (isLast()) setRead({ file, preview });
    } catch (error) {
      if (isLast()) sayError(error);
    }
    if (isLast()) setWanted(null);
  };
  const finish = async ({ file, preview: { mapping } }: NonNullable<typeof read>) => {
    isCancelled.current = false;
    try {
      const { id } = await create.mutateAsync({ ...file, mapping });
      goTo({ view: 'study', id, tab: 'map' });
    } catch (error) {
      if (!isCancelled.current) sayError(error);
    }
  };
  const cancel = (fileName: string) => {
    // What is under way is answered to nobody.
    asked.current++;
    isCancelled.current = true;
    setWanted(null);
    client.call('import.cancel', { fileName }).catch(sayError);
  };
  const underWay = wanted?.fileName ?? (create.isPending ? read?.file.fileName : undefined);
  const shown = wanted?.mapping === null ? null : read;
  const mapping = wanted?.mapping ?? read?.preview.mapping;
  return (
    <section className="study" aria-labelledby="import-heading">
      <h1 id="import-heading">Import runs of another tool</h1>
      <p>
        A table with one run per row: CSV (also as Weights &amp; Biases, MLflow and TensorBoard HParams write
        it), JSON lines, or the storage of an Optuna study (journal, or database, with the -wal beside it); or
        with one step per row.
      </p>
      <p>
        <FileButton
          label="Choose a file"
          accept={ACCEPTED}
          multiple
          onFiles={(files) => void chosenOf(files).then((file) => look(file, null), sayError)}
        />{' '}
        <span className="fine" role="status">
          {wanted ? 'Reading the file …' : create.isPending ? 'Importing …' : read?.file.fileName}
        </span>{' '}
        {underWay !== undefined && (
          <button type="button" onClick={() => cancel(underWay)}>
            Cancel
          </button>
        )}
      </p>
      {shown && mapping && (
        <>
          <ColumnsPanel
            preview={shown.preview}
            mapping={mapping}
            onChange={(changes) => void look(shown.file, { ...mapping, ...changes })}
          />
          <UnsaidPanel
            key={shown.file.fileName}
            preview={shown.preview}
            mapping={mapping}
            onChange={(changes) => void look(shown.file, { ...mapping, ...changes })}
          />
          <OutcomePanel preview={shown.preview} />
          <p>
            <button
              type="button"
              className="primary"
              disabled={
                wanted !== null ||
                shown.preview.complaint !== null ||
                shown.preview.questions.length > 0 ||
                create.isPending
              }
              onClick={() => void finish(shown)}
            >
              Import {plural(shown.preview.runs, 'run')}
            </button>
          </p>
        </>
      )}
    </section>
  );
}
