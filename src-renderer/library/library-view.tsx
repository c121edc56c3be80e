// The studies of this machine. A study dropped anywhere on the page is copied into the library; runs of another tool are imported.
import { lazy, Suspense } from 'react';
import { droppedOf, handToImport } from '../import/chosen.ts';
import { useAnswer, useCommand } from '../client/queries.ts';
import { DropZone } from '../parts/drop-zone.tsx';
import { FileButton } from '../parts/file-button.tsx';
import { Problem } from '../parts/problem.tsx';
import { useTitle } from '../parts/title.ts';
import { useSay } from '../parts/toasts.tsx';
import { addressOf, goTo } from '../routing.ts';
import { useWords } from '../words/language.ts';
import { BrokenCard } from './broken-card.tsx';
import { StudyCard } from './study-card.tsx';

const ENDING = '.precipice';

// It knows specs, which the library itself does not need.
const FirstSteps = lazy(async () => ({ default: (await import('./first-steps.tsx')).FirstSteps }));

export function LibraryView() {
  const listing = useAnswer('library.list', {});
  const facts = useAnswer('app.facts', {});
  const open = useOpenFile();
  const { library: words } = useWords();
  useTitle(words.title);
  if (listing.error) return <Problem error={listing.error} onRetry={() => void listing.refetch()} />;
  if (!listing.data || !facts.data) return <p className="empty">{words.looking}</p>;
  const { studies, broken, folder } = listing.data;
  const onDrop = (data: DataTransfer) => {
    const dropped = droppedOf(data);
    if (dropped.files.length === 0) return;
    if (dropped.files.every(({ name }) => name.endsWith(ENDING)))
      return dropped.files.forEach((file) => void open(file));
    handToImport(dropped);
    goTo({ view: 'import', into: null });
  };
  return (
    <DropZone className="library" aria-labelledby="library-heading" onDrop={onDrop}>
      <div className="row">
        <h1 id="library-heading">{words.heading}</h1>
        <span className="spring" />
        {studies.length > 1 && (
          <a className="button" href={addressOf({ view: 'compare', ids: [] })}>
            {words.compare}
          </a>
        )}
        {!facts.data.readOnly && (
          <>
            <FileButton label={words.openFile} accept={ENDING} onFile={(file) => void open(file)} />
            <a className="button" href="#/import">
              {words.importRuns}
            </a>
            <a className="button primary" href="#/new">
              {words.newStudy}
            </a>
          </>
        )}
      </div>
      {studies.every(({ isExample }) => isExample) && studies.length > 0 && (
        <p>
          {words.whatStudiesAre} <a href="#/help">{words.howToRead}</a>
        </p>
      )}
      {facts.data.readOnly && studies.length + broken.length === 0 && (
        <p className="empty">{words.none(folder)}</p>
      )}
      <ul className="cards">
        {studies.map((card) => (
          <StudyCard key={card.id} card={card} facts={facts.data} />
        ))}
        {broken.map((study) => (
          <BrokenCard key={study.id} study={study} facts={facts.data} />
        ))}
        {!facts.data.readOnly && studies.every(({ isExample }) => isExample) && (
          <Suspense fallback={null}>
            <FirstSteps />
          </Suspense>
        )}
      </ul>
      <p className="fine">{words.keptIn(folder, ENDING)}</p>
    </DropZone>
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
