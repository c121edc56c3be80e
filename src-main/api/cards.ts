// Studies as the library shows them: a card for what can be read, the reason for what cannot. Read by counting in SQL,
// so that a library with large studies opens at once.
import type { CellCount } from '../study/run-page.ts';
import type { LibraryFile } from '../study/library.ts';
import { openStudy } from '../study/study.ts';
import { refinementOf, wantedCounts } from '../sweep/refined-sweep.ts';
import type { Activity, BrokenStudy, StudyCard } from './contract.ts';

/** Runs of a study that is judged for its card; larger ones are judged when they are opened. */
const MOST_JUDGED = 5000;

/** @throws StudyError with one sentence if the file cannot be read as a study. */
export function readCard(
  entry: LibraryFile,
  activity: Activity,
  sentencesOf: () => readonly string[],
): StudyCard {
  const study = openStudy(entry.file, 'read');
  try {
    const { name, createdAt, recipes } = study.info();
    const counts = wantedCounts(study, refinementOf(study));
    const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
    return {
      id: entry.id,
      name,
      path: entry.file,
      bytes: entry.bytes,
      createdAt,
      modifiedAt: entry.modifiedAt,
      recipes,
      counts,
      thumbnail: thumbnail(study.cellCounts(), recipes),
      sentences: total <= MOST_JUDGED ? sentencesOf() : [],
      activity,
      isExample: entry.isExample,
    };
  } finally {
    study.close();
  }
}

export function brokenCard({ id, file, bytes, modifiedAt }: LibraryFile, error: unknown): BrokenStudy {
  return {
    id,
    path: file,
    bytes,
    modifiedAt,
    problem: error instanceof Error ? error.message : String(error),
  };
}

function thumbnail(cells: readonly CellCount[], recipes: readonly string[]): StudyCard['thumbnail'] {
  const ascending = (values: readonly number[]) => [...new Set(values)].sort((a, b) => a - b);
  const learningRates = ascending(cells.map(({ learningRate }) => learningRate));
  const batchSizes = ascending(cells.map(({ batchSize }) => batchSize));
  const key = (recipe: string, batchSize: number, learningRate: number) =>
    JSON.stringify([recipe, batchSize, learningRate]);
  const byPlace = new Map(cells.map((cell) => [key(cell.recipe, cell.batchSize, cell.learningRate), cell]));
  return recipes.map((recipe) =>
    batchSizes.map((batchSize) =>
      learningRates.map((learningRate) => {
        const cell = byPlace.get(key(recipe, batchSize, learningRate));
        return cell && cell.finished > 0 ? cell.unstable / cell.finished : null;
      }),
    ),
  );
}
