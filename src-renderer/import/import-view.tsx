// Runs of another tool become a study: choose where they are, see what each column is taken for, put it right, import.
import { useEffect } from 'react';
import { plural } from '../../src-main/report/language/en/plural.ts';
import { DropZone } from '../parts/drop-zone.tsx';
import { useTitle } from '../parts/title.ts';
import { droppedOf, takeHanded } from './chosen.ts';
import { ColumnsPanel } from './columns-panel.tsx';
import { OutcomePanel } from './outcome-panel.tsx';
import { SourcePanel } from './source-panel.tsx';
import { UnsaidPanel } from './unsaid-panel.tsx';
import { useImport } from './use-import.ts';

export function ImportView() {
  useTitle('Import runs');
  const runs = useImport();
  const { shown, isReady, openDrop, change, finish } = runs;
  useEffect(() => {
    const dropped = takeHanded();
    if (dropped) void openDrop(dropped);
  });
  return (
    <DropZone
      className="study"
      aria-labelledby="import-heading"
      onDrop={(data) => void openDrop(droppedOf(data))}
    >
      <h1 id="import-heading">Import runs of another tool</h1>
      <p>
        A folder of runs as TensorBoard, Transformers, MLflow, Weights &amp; Biases (offline), Lightning,
        torchtitan or Ray Tune leave it, or one table or log per run; or a file: CSV, parquet or JSON lines
        with one run or one step per row, a trainer’s log, the storage of an Optuna study (journal, or
        database, with the -wal beside it). It may be dropped here.
      </p>
      <SourcePanel runs={runs} />
      {shown && (
        <>
          <ColumnsPanel
            preview={shown.preview}
            mapping={shown.mapping}
            onChange={(changes) => void change(changes)}
          />
          <UnsaidPanel
            key={shown.place}
            preview={shown.preview}
            mapping={shown.mapping}
            onChange={(changes) => void change(changes)}
          />
          <OutcomePanel preview={shown.preview} />
          <p>
            <button type="button" className="primary" disabled={!isReady} onClick={() => void finish()}>
              Import {plural(shown.preview.runs, 'run')}
            </button>
          </p>
        </>
      )}
    </DropZone>
  );
}
