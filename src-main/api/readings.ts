// What is read of one study file, by name. Each opens the file, reads and closes it; all are run by the reader's process
// (reader.ts), because those of a large study take seconds in which no face may stand still. So do tables of other tools.
import type { Scale } from '../evidence/effect.ts';
import { isOfSizes } from '../analysis/grid/rows.ts';
import { analyzeStudy } from '../study/analyze-study.ts';
import { ladderOf, targetBasis } from '../study/ladder.ts';
import type { RunFilter, RunOrder } from '../study/run-page.ts';
import type { ComparisonExport } from '../report/compare-studies.ts';
import type { ExportOptions } from '../report/export-study.ts';
import type { StepRange } from '../report/figures/curve-span.ts';
import { studyCurves } from '../report/study-curves.ts';
import { hasPrograms, programRuns } from '../study/program-runs.ts';
import type { Mapping } from '../spec/import-mapping.ts';
import type { LogReports } from '../spec/reports.ts';
import { packAnalysis, type PackedAnalysis } from '../contract/packed-analysis.ts';
import type { MappedSource } from '../study/import/create.ts';
import type { SaidOfAll } from '../study/import/look.ts';
import type { ImportStage, OnImportProgress } from '../study/import/progress.ts';
import { RunLogs } from '../study/run-logs.ts';
import { openStudy, type Study } from '../study/study.ts';
import { tryLines } from '../training-logs/try-lines.ts';
import { contentOf } from './cards.ts';
import type { NamedPlace } from './kept-place.ts';
import { judgeStudy, summarize } from './study-view.ts';

/** @throws StudyError with one sentence if the file cannot be read as a study. */
function reading<Input, Result>(read: (study: Study, input: Input) => Result) {
  return (file: string, input: Input): Result => {
    const study = openStudy(file, 'read');
    try {
      return read(study, input);
    } finally {
      study.close();
    }
  };
}

/** A place of an import, see kept-place.ts. `mapping` null: to be guessed. */
interface MappedPlace extends NamedPlace {
  readonly mapping: Mapping | null;
}

interface ImportInputs {
  readonly inputs: readonly (NamedPlace & { readonly mapping: Mapping })[];
}

interface ImportLooking {
  readonly inputs: readonly MappedPlace[];
  readonly lead: SaidOfAll | null;
  /** The study that they are added to; null: a new one. */
  readonly into: string | null;
}

/** Lines of a trainer's log, and how they are to be read. */
interface LogTrial {
  readonly reports: LogReports;
  readonly steps: number;
  readonly text: string;
}

/** Further study files. */
interface Beside {
  readonly beside: readonly string[];
}

/** @throws ImportError where one of them cannot be read. */
async function mappedSources(
  inputs: ImportInputs['inputs'],
  onProgress: OnImportProgress,
): Promise<readonly MappedSource[]> {
  const { placesOnce } = await import('./kept-place.ts');
  return placesOnce(inputs, onProgress).map((source, i) => {
    if (source instanceof Error) throw source;
    return { source, mapping: inputs[i]!.mapping };
  });
}

/** What becomes a PDF is given as its page: the face prints it, each by its own means. */
const asPage = (html: string) => Promise.resolve(new TextEncoder().encode(html));

export const readings = {
  card: reading(contentOf),
  view: reading(judgeStudy),
  /** Of what was judged already; the file is not read again. */
  summary: (_: string, analysis: PackedAnalysis) => summarize(analysis),
  runs: reading((study, { filter, order }: { filter: RunFilter; order: RunOrder }) =>
    study.runPage(filter, order),
  ),
  curves: reading((study, { filter, range }: { filter: RunFilter; range: StepRange | null }) =>
    studyCurves(study, filter, range),
  ),
  activations: reading((study, runId: number) => study.activations(runId)),
  sites: reading((study, runId: number) => study.siteStatistics(runId)),
  log: reading((study, runId: number) =>
    new RunLogs({ file: study.file, createdAt: study.info().createdAt }).read(runId),
  ),
  // Loaded when they are needed, because the first reading should not wait for them.
  spec: async (file: string) => {
    const { specOfStored } = await import('../records/stored-spec.ts');
    return reading((study) => specOfStored(study.info().spec))(file, undefined);
  },
  suite: async (folder: string, scale: Scale) => {
    const { readSuite } = await import('../report/evidence/read-suite.ts');
    return readSuite(folder, scale);
  },
  /** Of no file: what lies at the places is shown. */
  preview: async (_: string, { inputs, lead, into }: ImportLooking, onProgress: OnImportProgress) => {
    const { placesOnce } = await import('./kept-place.ts');
    const { lookAt } = await import('../study/import/look.ts');
    const { storedInputs } = await import('../study/import/stored-inputs.ts');
    const sources = placesOnce(inputs, onProgress);
    const looked = inputs.map(({ place, mapping }, i) => ({ place, mapping, source: sources[i]! }));
    const looking = { lead, onProgress };
    return into === null
      ? lookAt(looked, { ...looking, stored: null })
      : reading((study) => lookAt(looked, { ...looking, stored: storedInputs(study) }))(into, undefined);
  },
  import: async (file: string, { inputs }: ImportInputs, onProgress: OnImportProgress) => {
    const { forgetPlaces } = await import('./kept-place.ts');
    const { importTables } = await import('../study/import/create.ts');
    importTables(file, await mappedSources(inputs, onProgress), onProgress);
    forgetPlaces();
    return null;
  },
  /** Adds to the study of the file. */
  grow: async (file: string, { inputs }: ImportInputs, onProgress: OnImportProgress) => {
    const { forgetPlaces } = await import('./kept-place.ts');
    const { growStudy } = await import('../study/import/grow.ts');
    const { growth } = growStudy(file, await mappedSources(inputs, onProgress), { onProgress });
    forgetPlaces();
    return growth;
  },
  refresh: async (file: string, _: undefined, onProgress: OnImportProgress) => {
    const { refreshStudy } = await import('../study/import/refresh.ts');
    return refreshStudy(file, onProgress);
  },
  /** Of no file: a stranger's pattern may take its time here, and holds nobody up. */
  tryLog: async (_: string, { reports, steps, text }: LogTrial) => {
    const { limitedMatch } = await import('../sweep/executors/command/limited-match.ts');
    const { formatOf } = await import('../spec/reports.ts');
    const match = reports.format === null ? { match: limitedMatch } : {};
    return tryLines(text, { format: formatOf(reports), every: reports.every, plannedSteps: steps, ...match });
  },
  programs: reading((study) => (hasPrograms(study) ? programRuns(study) : [])),
  ladder: reading((study) => {
    const analysis = analyzeStudy(study);
    return isOfSizes(analysis.rowSetting) ? ladderOf(study, analysis) : null;
  }),
  targetBasis: reading((study) => {
    const basis = targetBasis(study);
    return { ...basis, largest: packAnalysis(basis.largest) };
  }),
  /** Of the file and those beside it, in this order. */
  comparison: async (first: string, { beside, ...options }: ComparisonExport & Beside) => {
    const { exportComparison } = await import('../report/compare-studies.ts');
    return exportComparison([first, ...beside], options, asPage);
  },
  export: async (file: string, options: ExportOptions) => {
    // Loaded when it is needed, because it is most of the program and the first reading should not wait for it.
    const { exportStudy } = await import('../report/export-study.ts');
    return reading((study, given: ExportOptions) => exportStudy(study, given, asPage))(file, options);
  },
};

export type Readings = typeof readings;
export type ReadingName = keyof Readings;
export type ReadingInput<N extends ReadingName> = Parameters<Readings[N]>[1];
export type ReadingResult<N extends ReadingName> = Awaited<ReturnType<Readings[N]>>;

/** What the two processes say to each other. */
export interface ReadingRequest {
  readonly id: number;
  readonly name: ReadingName;
  readonly file: string;
  readonly input: unknown;
}

export type ReadingEnd = { readonly id: number } & (
  | { readonly kind: 'result'; readonly result: unknown }
  /** With a code it is a sentence for the user, without one a mistake of the program. */
  | { readonly kind: 'error'; readonly message: string; readonly code: 'bad-request' | 'storage' | null }
);

export type ReadingAnswer =
  | ReadingEnd
  | {
      readonly id: number;
      readonly kind: 'progress';
      readonly stage: ImportStage;
      /** 0 to 1. */
      readonly share: number;
    };
