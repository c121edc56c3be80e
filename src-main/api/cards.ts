// Studies as the library shows them: a card for what can be read, the reason for what cannot. Read by counting in SQL,
// so that a library with large studies opens at once.
import { cautionSentences } from '../report/cautions.ts';
import { resultSentences, summaryIn } from '../report/sentences.ts';
import { importedFacts } from '../records/origin.ts';
import { analyzeStudy, checkGrid } from '../study/analyze-study.ts';
import type { LibraryFile, LostFile } from '../study/library.ts';
import type { CellCount } from '../study/run-page.ts';
import type { Study } from '../study/study.ts';
import { refinementOf, wantedCounts } from '../sweep/refined-sweep.ts';
import type { Activity, BrokenStudy, ManagerSummary, StudyCard } from '../contract/contract.ts';
import { inEach } from '../report/language/language.ts';

/** Runs of a study that is judged for its card; larger ones are judged when they are opened. */
const MOST_JUDGED = 5000;
/** Cells along a side of a thumbnail; of more, every n-th is shown. */
const MOST_CELLS = 24;

/** What a card says of the file's contents. */
export type CardContent = Pick<
  StudyCard,
  | 'name'
  | 'createdAt'
  | 'recipes'
  | 'counts'
  | 'thumbnail'
  | 'summary'
  | 'sentencesIn'
  | 'cautionsIn'
  | 'canGrow'
>;

/** @throws StudyError with one sentence if the file cannot be read as a study. */
export function contentOf(study: Study): CardContent {
  const { name, createdAt, recipes, spec } = study.info();
  const counts = wantedCounts(study, refinementOf(study));
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const cells = study.cellCounts();
  checkGrid(recipes.length, cells);
  const analysis = total <= MOST_JUDGED ? analyzeStudy(study) : null;
  return {
    name,
    createdAt,
    recipes,
    counts,
    thumbnail: thumbnail(cells, recipes),
    summary: analysis && summaryIn(analysis),
    sentencesIn: inEach((words) => (analysis ? resultSentences(analysis, words) : [])),
    cautionsIn: inEach((words) => (analysis ? cautionSentences(analysis, words) : [])),
    canGrow: (importedFacts({ spec })?.inputs ?? []).length > 0,
  };
}

/** `summary`: what is known of a study that was not judged for its card. */
export function cardOf(
  entry: LibraryFile,
  content: CardContent,
  summary: ManagerSummary | null,
  activity: Activity,
): StudyCard {
  const { id, file, bytes, modifiedAt, isExample } = entry;
  const known = content.summary ?? summary;
  return { id, path: file, bytes, modifiedAt, isExample, activity, ...content, summary: known };
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

export function lostCard({ id, file, problem }: LostFile): BrokenStudy {
  return { id, path: file, bytes: null, modifiedAt: null, problem };
}

function thumbnail(cells: readonly CellCount[], recipes: readonly string[]): StudyCard['thumbnail'] {
  const ascending = (values: readonly number[]) => [...new Set(values)].sort((a, b) => a - b);
  const learningRates = thinned(ascending(cells.map(({ learningRate }) => learningRate)));
  const rowValues = thinned(ascending(cells.map(({ rowValue }) => rowValue)));
  const key = (recipe: string, rowValue: number, learningRate: number) =>
    JSON.stringify([recipe, rowValue, learningRate]);
  const isShown = {
    learningRate: new Set(learningRates),
    rowValue: new Set(rowValues),
  };
  const byPlace = new Map(
    cells
      .filter((cell) => isShown.rowValue.has(cell.rowValue) && isShown.learningRate.has(cell.learningRate))
      .map((cell) => [key(cell.recipe, cell.rowValue, cell.learningRate), cell]),
  );
  return recipes.map((recipe) =>
    rowValues.map((rowValue) =>
      learningRates.map((learningRate) => {
        const cell = byPlace.get(key(recipe, rowValue, learningRate));
        return cell && cell.finished > 0 ? cell.unstable / cell.finished : null;
      }),
    ),
  );
}

function thinned<T>(values: readonly T[]): readonly T[] {
  const every = Math.ceil(values.length / MOST_CELLS);
  return values.filter((_, index) => index % every === 0);
}
