// The studies of this machine. A file dropped anywhere on the page is copied into the library.
import { useState, type DragEvent } from 'react';
import { useAnswer, useCommand } from '../client/queries.ts';
import { FileButton } from '../parts/file-button.tsx';
import { Problem } from '../parts/problem.tsx';
import { useTitle } from '../parts/title.ts';
import { useSay } from '../parts/toasts.tsx';
import { goTo } from '../routing.ts';
import { BrokenCard } from './broken-card.tsx';
import { FirstSteps } from './first-steps.tsx';
import { StudyCard } from './study-card.tsx';

export function LibraryView() {
  const listing = useAnswer('library.list', {});
  const facts = useAnswer('app.facts', {});
  const open = useOpenFile();
  const [isOver, setIsOver] = useState(false);
  useTitle('Studies');
  if (listing.error) return <Problem error={listing.error} onRetry={() => void listing.refetch()} />;
  if (!listing.data || !facts.data) return <p className="empty">Looking for studies …</p>;
  const { studies, broken, folder } = listing.data;
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setIsOver(false);
    for (const file of event.dataTransfer.files) void open(file);
  };
  return (
    <section
      className={`library ${isOver ? 'over' : ''}`}
      aria-labelledby="library-heading"
      onDragOver={(event) => {
        event.preventDefault();
        setIsOver(true);
      }}
      onDragLeave={() => setIsOver(false)}
      onDrop={onDrop}
    >
      <div className="row">
        <h1 id="library-heading">Studies on this machine</h1>
        <span className="spring" />
        {!facts.data.readOnly && (
          <>
            <FileButton label="Open a file" accept=".precipice" onFile={(file) => void open(file)} />
            <a className="button" href="#/import">
              Import runs
            </a>
            <a className="button primary" href="#/new">
              New study
            </a>
          </>
        )}
      </div>
      {facts.data.readOnly && studies.length + broken.length === 0 && (
        <p className="empty">There is no study in {folder}.</p>
      )}
      <ul className="cards">
        {studies.map((card) => (
          <StudyCard key={card.id} card={card} facts={facts.data} />
        ))}
        {broken.map((study) => (
          <BrokenCard key={study.id} study={study} facts={facts.data} />
        ))}
        {!facts.data.readOnly && studies.every(({ isExample }) => isExample) && <FirstSteps />}
      </ul>
      <p className="fine">Studies are kept in {folder}. Drop a .precipice file on this page to add it.</p>
    </section>
  );
}

/** Copies a chosen file into the library and shows it. */
function useOpenFile(): (file: File) => Promise<void> {
  const upload = useCommand('library.upload');
  const { sayError } = useSay();
  return async (file) => {
    try {
      const bytes = new Uint8Array(await file.arrayBuffer());
      const { id } = await upload.mutateAsync({ fileName: file.name, bytes });
      goTo({ view: 'study', id, tab: 'map' });
    } catch (error) {
      sayError(error);
    }
  };
}
