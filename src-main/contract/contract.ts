// The contract between the core and its faces: every procedure with the schema of what it is given and the type of what it
// returns, and every event. No transport, no implementation; the renderer imports its types from here.
import { z } from 'zod';
import type { GridAnalysis } from '../analysis/grid/grid.ts';
import { MOST_PARAMETERS, MOST_TOKENS, type TargetBasis } from '../analysis/ladder/at-target.ts';
import type { StudyLadder } from '../analysis/ladder/recipe-ladder.ts';
import type { ProgramRun } from '../analysis/programs/programs.ts';
import { RUN_STATES, type RunState } from '../analysis/labels/run.ts';
import { DEVICE_NAMES } from '../engine/device.ts';
import { SCALES } from '../evidence/effect.ts';
import type { SuiteReport } from '../report/evidence/read-suite.ts';
import { COMPARISON_FORMATS, MOST_COMPARED } from '../report/figures/comparison/compared-study.ts';
import type { FigureFacts } from '../report/figures/facts.ts';
import { MEASURES, HEIGHTS, PROBE_MEASURES } from '../report/language/shown.ts';
import { CURVE_AXES } from '../report/figures/curve-scale.ts';
import { PNG_SIZES } from '../report/figures/png-resolution.ts';
import { PROJECTIONS } from '../report/figures/scene/camera.ts';
import { COST_INPUT_NAMES } from '../analysis/decision/inputs.ts';
import type { StudyCurves } from '../report/study-curves.ts';
import { LANGUAGES, type Language } from '../report/language/language.ts';
import type { ManagerText } from '../report/language/manager-text.ts';
import { mappingSchema } from '../spec/import-mapping-schema.ts';
import { RULES } from '../spec/import-mapping.ts';
import type { ImportLook } from '../study/import/look.ts';
import type { RefreshSummary } from '../study/import/refresh.ts';
import type { ImportStage } from '../study/import/progress.ts';
import type { ActivationStatistics } from '../records/activation-curves.ts';
import type { SiteStatistics, StudyInfo } from '../study/study-reader.ts';
import { SORT_FIELDS } from '../records/run-fields.ts';
import type { Growth } from '../records/growth.ts';
import type { RunRow } from '../records/types.ts';
import type { TimeRange } from '../plan/estimate.ts';
import type { ProbeResult } from '../sweep/probe-study.ts';
import type { Refinement } from '../sweep/refined-sweep.ts';
import type { SweepProgress } from '../sweep/run.ts';
import type { Spec } from '../spec/spec.ts';
import { reportsSchema, type LogReports } from '../spec/reports.ts';
import type { AnySpec } from '../spec/trainer.ts';
import { LONGEST_TRIED, type TriedLog } from '../training-logs/try-lines.ts';
import type { ErrorReport } from './errors.ts';
import type { PackedAnalysis } from './packed-analysis.ts';
import { slurmChoice, taskLines, type TaskLines } from '../spec/slurm-choice.ts';

/** The same in each language of the app. */
export type Sentences = Readonly<Record<Language, readonly string[]>>;

/** For a manager, in each language: what to do, and why; null where there is nothing to decide between. */
export type ManagerSummary = Readonly<Record<Language, ManagerText | null>>;

/** One study as the library shows it. */
export interface StudyCard {
  readonly id: string;
  readonly name: string;
  /** Where the file is, as a person would write it. */
  readonly path: string;
  readonly bytes: number;
  readonly createdAt: string;
  readonly modifiedAt: string;
  readonly recipes: readonly string[];
  readonly counts: Readonly<Record<RunState, number>>;
  /** Share of unstable runs by [recipe][row][learning rate], of large grids every n-th; null: nothing has finished. */
  readonly thumbnail: readonly (readonly (readonly (number | null)[])[])[];
  /** As `study.summary`; null where it is not known: the study is too large to be judged in passing, and has not been opened. */
  readonly summary: ManagerSummary | null;
  /** What the study says so far, in each language; empty where it is too large to be judged in passing. */
  readonly sentencesIn: Sentences;
  /** As of the view; empty as these are. */
  readonly cautionsIn: Sentences;
  readonly activity: Activity;
  /** The example that ships with the program: it can be read and copied, not changed. */
  readonly isExample: boolean;
  /** Whether runs of other inputs can be added: it was imported, by a version that keeps how. */
  readonly canGrow: boolean;
}

/** A file of the library that cannot be opened, with the reason. */
export interface BrokenStudy {
  readonly id: string;
  readonly path: string;
  /** null where the system does not say. */
  readonly bytes: number | null;
  readonly modifiedAt: string | null;
  readonly problem: string;
}

export interface LibraryListing {
  /** Folder in which new studies are made. */
  readonly folder: string;
  readonly studies: readonly StudyCard[];
  readonly broken: readonly BrokenStudy[];
}

/** What a sweep of this study is doing now. */
export type Activity =
  | { readonly kind: 'idle' }
  | { readonly kind: 'starting' }
  | { readonly kind: 'running'; readonly progress: SweepProgress }
  | { readonly kind: 'stopping' };

export interface StudyView {
  readonly id: string;
  readonly path: string;
  readonly isExample: boolean;
  /** Whether its runs are trained as tasks in the queue of Slurm, where some may be even while nobody looks after them. */
  readonly isQueued: boolean;
  /** What sets its tasks in the queue up and has to be allowed before it goes on; empty: nothing. */
  readonly taskLines: TaskLines;
  readonly info: StudyInfo;
  /** Without the runs that a refined sweep has left out for good. */
  readonly counts: Readonly<Record<RunState, number>>;
  /** Runs that came to no result and can be trained once more here. */
  readonly repeatable: number;
  readonly analysis: GridAnalysis;
  /** The headline of every recipe that is compared with the baseline. */
  readonly sentencesIn: Sentences;
  /** What has to be known before: runs that nothing judges, a budget that is too short. */
  readonly cautionsIn: Sentences;
  /** What the study could have seen, by its controls. */
  readonly couldHaveSeenIn: Sentences;
  /** How far a refined sweep is; null for a whole grid. */
  readonly refinement: Refinement | null;
  /** What its figures say of how it was trained. */
  readonly factsIn: Readonly<Record<Language, FigureFacts>>;
  readonly activity: Activity;
}

/** The same as it travels. */
export interface PackedStudyView extends Omit<StudyView, 'analysis'> {
  readonly analysis: PackedAnalysis;
}

/** As it travels. */
export interface PackedTargetBasis extends Omit<TargetBasis, 'largest'> {
  readonly largest: PackedAnalysis;
}

export interface RunPage {
  /** Rows that match the filter. */
  readonly total: number;
  readonly rows: readonly RunRow[];
}

export interface Preset {
  readonly name: string;
  /** Of one whose size is chosen by the speed of a device: the smallest that it may become. */
  readonly spec: Spec;
  /** Seconds for which the size is chosen; null where it is written down. */
  readonly sizedFor: number | null;
}

/** What a preset has become on this machine. */
export interface SizedSpec {
  readonly spec: Spec;
  /** Says so. */
  readonly sentence: string;
}

/** The most that a device holds at a time. */
export interface PlannedMemory {
  readonly bytes: number;
  /** Runs that are trained at once then. */
  readonly lanes: number;
  /** Bytes that a sweep plans with there. */
  readonly of: number;
}

/** What a sweep would take on one device, or why it cannot run there. */
export interface DeviceEstimate {
  readonly device: string;
  readonly summary: string | null;
  readonly seconds: TimeRange | null;
  readonly laneStepsPerSecond: number | null;
  readonly memory: PlannedMemory | null;
  readonly reason: string | null;
}

export interface Estimate {
  readonly runs: number;
  /** Weights of the model. */
  readonly parameters: number;
  /** What is to be known of the text beside such a model: a sentence; null: nothing. */
  readonly textNote: string | null;
  readonly laneSteps: number;
  readonly tokens: number;
  readonly flops: number;
  /** Bytes of the largest lane with its workspace. */
  readonly laneBytes: number;
  readonly devices: readonly DeviceEstimate[];
}

/** What a study's probe is doing, or has found. */
export type ProbeState =
  | { readonly kind: 'none' }
  /** `steps` is null until the device has started. */
  | { readonly kind: 'running'; readonly step: number; readonly steps: number | null }
  | { readonly kind: 'done'; readonly result: ProbeResult }
  | { readonly kind: 'failed'; readonly message: string };

export interface ExportedFile {
  readonly fileName: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

/** Something that was looked at, and whether it keeps the program from working. */
export interface Finding {
  readonly what: string;
  readonly found: string;
  readonly isWrong: boolean;
}

/** Names no folder of the user. */
export interface Diagnosis {
  readonly findings: readonly Finding[];
  /** The last lines of the log. */
  readonly log: string;
  /** All of it, to be sent to someone. */
  readonly text: string;
}

export interface AppFacts {
  readonly version: string;
  /** Whether this face may change anything. */
  readonly readOnly: boolean;
  /** Whether the face can show a file in its folder. */
  readonly canReveal: boolean;
  /** Whether the face can ask for a folder of this machine. */
  readonly choosesFolders: boolean;
  /** Whether it lets the command of a spec train its runs, once the user has allowed that command. */
  readonly runsCommands: boolean;
  /** Whether runs can be trained as tasks in the queue of Slurm. */
  readonly hasSlurm: boolean;
}

/** Files that a browser has sent. */
export interface UploadedPlace {
  /** By which more files are added to them. */
  readonly into: string;
  readonly place: string;
}

/** A procedure: what it is given, what it returns (a type only), and whether it changes anything. */
interface Procedure<Input extends z.ZodType, Result> {
  readonly kind: 'query' | 'command';
  readonly input: Input;
  readonly result?: Result;
}

function query<Result>() {
  return <Input extends z.ZodType>(input: Input): Procedure<Input, Result> => ({ kind: 'query', input });
}

function command<Result>() {
  return <Input extends z.ZodType>(input: Input): Procedure<Input, Result> => ({ kind: 'command', input });
}

const nothing = z.strictObject({});
const studyId = z.string().min(1).max(64);
const study = z.strictObject({ id: studyId });
/** Number of a study in the bin. */
const kept = z.string().regex(/^[0-9a-f]{16}$/);
const name = z.string().trim().min(1).max(100);
/** Checked by parseSpec, which has a sentence for every mistake. */
const spec = z.unknown();
const device = z.enum(['auto', ...DEVICE_NAMES]);
/** How many hosts, or the device of each; checked by parsePlaces, which has a sentence for every mistake. */
const devices = z.string().max(2000).nullable().default(null);
/** Size of a file that a browser may hand over; larger ones are opened by their path. */
export const LARGEST_UPLOAD = 256 * 1024 * 1024;
/** Files of one import that a browser sends, and of one call. */
export const MOST_UPLOADED = 50_000;
const MOST_AT_ONCE = 1000;

const runFilter = {
  recipe: z.string().optional(),
  learningRate: z.number().optional(),
  rowValue: z.number().optional(),
  state: z.enum(RUN_STATES).optional(),
  label: z.string().optional(),
  ids: z.array(z.int()).max(10_000).optional(),
};
const stepRange = z
  .strictObject({ from: z.int().min(0), to: z.int().min(1) })
  .refine(({ from, to }) => from < to, 'its end must lie behind its beginning');

const runsInput = z.strictObject({
  id: studyId,
  ...runFilter,
  sort: z.enum(SORT_FIELDS).default('id'),
  descending: z.boolean().default(false),
  offset: z.int().min(0).default(0),
  limit: z.int().min(1).max(1000).default(100),
});

const costRange = z.strictObject({ low: z.number(), value: z.number(), high: z.number() });
/** What the reader has said. Checked by inputsProblem, which has a sentence for every mistake. */
const costInputs = z.partialRecord(z.enum(COST_INPUT_NAMES), costRange);
const searchRange = z.strictObject({
  lowestRate: z.number().positive(),
  highestRate: z.number().positive(),
  rowValues: z.array(z.number()).min(1),
});

const exportInput = z.strictObject({
  id: studyId,
  format: z.enum(['svg', 'png', 'pdf', 'html', 'csv', 'json']),
  figure: z
    .enum(['map', 'surface', 'stack', 'difference', 'curves', 'timeline', 'ladder', 'sizes'])
    .nullable(),
  theme: z.enum(['light', 'dark']),
  colour: z.enum(MEASURES),
  height: z.enum(HEIGHTS),
  recipe: z.string().nullable(),
  versus: z.string().nullable(),
  camera: z.strictObject({
    projection: z.enum(PROJECTIONS),
    azimuth: z.number(),
    elevation: z.number().min(0).max(90),
  }),
  /** The recipe on top of the stack; null: all are there. */
  upTo: z.string().nullable().default(null),
  /** Of the curves: axis, steps and runs; absent: without far outliers, all. */
  axis: z.enum(CURVE_AXES).optional(),
  range: stepRange.nullable().default(null),
  curvesOf: z.strictObject(runFilter).optional(),
  language: z.enum(LANGUAGES).default('en'),
  size: z.enum(PNG_SIZES).default('print'),
  /** What the report decides on and with which costs; null: the defaults. */
  decide: z
    .strictObject({
      recipe: z.string().nullable(),
      inputs: costInputs,
      search: searchRange.nullable().default(null),
      /** The larger model that it is about; null: those of the study. */
      target: z
        .strictObject({
          parameters: z.number().min(1).max(MOST_PARAMETERS),
          tokens: z.number().min(1).max(MOST_TOKENS).nullable(),
        })
        .nullable()
        .default(null),
    })
    .nullable()
    .default(null),
});

const comparisonInput = z.strictObject({
  ids: z.array(studyId).min(2).max(MOST_COMPARED),
  format: z.enum(COMPARISON_FORMATS),
  theme: z.enum(['light', 'dark']),
  language: z.enum(LANGUAGES).default('en'),
});

/** As ProbeRequest. */
const probeInput = z.strictObject({
  id: studyId,
  recipes: z.array(z.string().min(1).max(60)).max(100),
  learningRate: z.number().positive().nullable(),
  rowValue: z.number().nullable(),
  seed: z.int().min(0).nullable(),
  every: z.int().min(1).nullable(),
  text: z.string().min(1).max(4096).nullable(),
});

/** The command of a spec as the user has seen and allowed it. */
const allowedCommand = z.strictObject({
  command: z.string().max(10_000),
  folder: z.string().max(4096),
  shell: z.boolean(),
  setup: z.array(z.string()).readonly().default([]),
  env: z.record(z.string(), z.string()).default({}),
});
export type AllowedCommand = z.infer<typeof allowedCommand>;
const allowed = allowedCommand.nullable().default(null);

/** Those of a log; the protocol needs no trial. */
const logReports = z.custom<LogReports>(
  (value) => typeof value === 'object' && reportsSchema.safeParse(value).success,
);

/** A folder or a file of the machine that the core runs on, by its full path. */
const place = z.string().min(1).max(4096);
/** Of those that a browser sends at once; `path` is from the folder that was chosen. */
const uploadedFile = z.strictObject({ path: z.string().min(1).max(4096), bytes: z.instanceof(Uint8Array) });

/** What an import is called while it is under way. */
const work = z.string().min(1).max(100);
/** Of one study; a folder of runs is one. */
const MOST_INPUTS = 200;
const mappedInputs = z
  .array(z.strictObject({ place, mapping: mappingSchema }))
  .min(1)
  .max(MOST_INPUTS);

const goesOn = z.strictObject({
  id: studyId,
  device: device.default('auto'),
  devices,
  allowed,
  lines: taskLines.default([]),
});

export const contract = {
  'app.facts': query<AppFacts>()(nothing),
  /** Changes nothing, but tells of the machine and starts its devices, which is not for mere readers. */
  'app.diagnose': command<Diagnosis>()(nothing),
  'library.list': query<LibraryListing>()(nothing),
  /** Puts a file of this machine on the list; it stays where it is. */
  'library.add': command<StudyCard>()(z.strictObject({ path: z.string().min(1).max(4096) })),
  /** Copies a file that was dragged in into the library. */
  'library.upload': command<StudyCard>()(z.strictObject({ fileName: name, bytes: z.instanceof(Uint8Array) })),
  'library.rename': command<StudyCard>()(z.strictObject({ id: studyId, name })),
  /** Out of sight until it is restored; the file is kept. */
  'library.remove': command<{ readonly kept: string }>()(study),
  'library.restore': command<null>()(z.strictObject({ kept })),
  'library.reveal': command<null>()(study),
  'spec.presets': query<readonly Preset[]>()(nothing),
  /** Changes nothing, but occupies the devices, which is not for mere readers. */
  'spec.size': command<SizedSpec>()(z.strictObject({ preset: name, device: device.default('auto') })),
  /** Changes nothing, but reads the named text and occupies the devices, which is not for mere readers. */
  'spec.estimate': command<Estimate>()(z.strictObject({ spec })),
  /** The suite of published effects, as far as `precipice evidence` has trained it in the library. */
  'evidence.report': query<SuiteReport>()(z.strictObject({ scale: z.enum(SCALES) })),
  /** Asks the user for a folder by the desktop's own means; null: none was chosen. */
  'import.chooseFolder': command<string | null>()(nothing),
  /**
   * Files that a browser gives are kept where an import finds them, for a while: `into` null begins, and is then what the first call
   * returned. What is returned is a place: the file, where there is one, or the folder.
   */
  'import.upload': command<UploadedPlace>()(
    z.strictObject({ into: z.string().max(100).nullable(), files: z.array(uploadedFile).max(MOST_AT_ONCE) }),
  ),
  /**
   * What these inputs would make of a study. The mapping of an input that is null is guessed; `lead`: what of the mapping of an input, by its
   * number, holds for the others as well. Changes nothing, but reads any file. `work` is a word of the page's own, by which it is cancelled
   * and its progress told; another look by that word ends the one before.
   */
  'import.preview': command<ImportLook>()(
    z.strictObject({
      work,
      inputs: z
        .array(z.strictObject({ place, mapping: mappingSchema.nullable() }))
        .min(1)
        .max(MOST_INPUTS),
      lead: z
        .strictObject({ number: z.int().min(0), rules: z.array(z.enum(RULES)).readonly() })
        .nullable()
        .default(null),
      into: studyId.nullable().default(null),
    }),
  ),
  'import.create': command<StudyCard>()(z.strictObject({ work, inputs: mappedInputs })),
  /** Adds inputs to an imported study; one that it has is read again. All of them or nothing. */
  'import.grow': command<Growth>()(z.strictObject({ work, id: studyId, inputs: mappedInputs })),
  /** Reads again what has changed of the inputs of an imported study, where they lie on this machine; `import.cancel` ends it by its number. */
  'import.refresh': command<RefreshSummary>()(study),
  /** Ends the look, or the import, that is under way; nothing is left of it. */
  'import.cancel': command<null>()(z.strictObject({ work })),
  'study.view': query<PackedStudyView>()(study),
  /** Asked apart from the view: of a large study it takes a second, in which the map can be looked at. */
  'study.summary': query<ManagerSummary>()(study),
  'study.spec': query<AnySpec>()(study),
  'study.runs': query<RunPage>()(runsInput),
  /** For a picture of these steps of the runs that match; of very many, of a sample. */
  'study.curves': query<StudyCurves>()(
    z.strictObject({ id: studyId, ...runFilter, range: stepRange.nullable().default(null) }),
  ),
  'study.activations': query<ActivationStatistics | null>()(z.strictObject({ id: studyId, runId: z.int() })),
  'study.sites': query<SiteStatistics | null>()(z.strictObject({ id: studyId, runId: z.int() })),
  /** What the command that trained a run printed; null where nothing of it was kept. */
  'study.log': query<string | null>()(z.strictObject({ id: studyId, runId: z.int() })),
  /** What would be read in lines of a trainer's log. */
  'trainer.try': query<TriedLog>()(
    z.strictObject({ reports: logReports, steps: z.int().min(1), text: z.string().max(LONGEST_TRIED) }),
  ),
  /** The finished runs as their precision programs went; empty where no recipe changed on its way. */
  'study.programs': query<readonly ProgramRun[]>()(study),
  /** What its sizes say of a larger model; null where its rows are no sizes. */
  'study.ladder': query<StudyLadder | null>()(study),
  /** What its sizes say of penalties, whichever larger model a decision is about. */
  'study.targetBasis': query<PackedTargetBasis>()(study),
  'study.export': query<ExportedFile>()(exportInput),
  /** The figure of studies side by side, in this order. */
  'compare.export': query<ExportedFile>()(comparisonInput),
  'probe.state': query<ProbeState>()(study),
  /** Begins to say what other recipes would do to the tensors of a run; the study is not changed. */
  'probe.start': command<null>()(probeInput),
  'probe.cancel': command<null>()(study),
  'probe.export': query<ExportedFile>()(
    z.strictObject({
      id: studyId,
      format: z.enum(['svg', 'png', 'csv']),
      theme: z.enum(['light', 'dark']),
      measure: z.enum(PROBE_MEASURES),
      language: z.enum(LANGUAGES).default('en'),
    }),
  ),
  /** `slurm`: as tasks in its queue; null: on this machine. */
  'sweep.start': command<StudyCard>()(
    z.strictObject({ spec, device, devices, slurm: slurmChoice.nullable().default(null), allowed }),
  ),
  /** Goes on with what is planned, where it was begun: on this machine, or by Slurm. */
  'sweep.resume': command<null>()(goesOn),
  /** Stops; what was under way is planned again, tasks in a queue stay there and go on. */
  'sweep.pause': command<null>()(study),
  /** Stops, ends tasks in a queue, and gives up what is planned. */
  'sweep.cancel': command<null>()(study),
  /** Plans again what failed for infrastructure reasons or was cancelled, and goes on. */
  'sweep.retry': command<null>()(goesOn),
} as const;

export type Contract = typeof contract;
export type ProcedureName = keyof Contract;
export type InputOf<P extends ProcedureName> = z.input<Contract[P]['input']>;
export type ParsedInputOf<P extends ProcedureName> = z.output<Contract[P]['input']>;
export type ResultOf<P extends ProcedureName> =
  NonNullable<Contract[P]['result']> | (null extends Contract[P]['result'] ? null : never);

export type ApiEvent =
  | { readonly kind: 'library-changed' }
  /** How far a look at inputs, their import, or the refresh of the study of this number is; see ImportStage. */
  | {
      readonly kind: 'import-progress';
      readonly work: string;
      readonly stage: ImportStage;
      readonly share: number;
    }
  /** Outcomes of the study are other than before. */
  | { readonly kind: 'study-changed'; readonly id: string }
  /** The probe of the study went on, ended or failed. */
  | { readonly kind: 'probe-changed'; readonly id: string }
  | { readonly kind: 'activity'; readonly id: string; readonly activity: Activity }
  /** The face was asked to show this study, e.g. by a double click on its file. */
  | { readonly kind: 'open-study'; readonly id: string }
  | { readonly kind: 'sweep-ended'; readonly id: string; readonly name: string; readonly sentence: string };

/** What travels over a transport, in either direction. */
export interface ClientMessage {
  readonly id: number;
  readonly procedure: string;
  readonly input: unknown;
}
export type ServerMessage =
  | { readonly kind: 'result'; readonly id: number; readonly result: unknown }
  | { readonly kind: 'error'; readonly id: number; readonly error: ErrorReport }
  | { readonly kind: 'event'; readonly event: ApiEvent };

/** What the desktop's preload script puts on the window as `precipice`. */
export interface DesktopBridge {
  call(procedure: string, input: unknown): Promise<Answer>;
  /** Returns how to stop listening. */
  onEvent(listener: (event: ApiEvent) => void): () => void;
  /** Where a file or folder lies that was chosen or dropped. */
  pathOf(file: File): string;
}

export type Answer =
  | { readonly kind: 'result'; readonly result: unknown }
  | { readonly kind: 'error'; readonly error: ErrorReport };
