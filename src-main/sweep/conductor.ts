// Conducts a sweep from its beginning to its end, whoever asks for it. The command line and the app say as data what they want:
// where the runs are trained, which command may run, what is to be done with tasks in a queue. What they get is data as well,
// which each of them says in its own words.
import { relabel } from '../study/relabel.ts';
import type { Places } from '../host/places.ts';
import type { DeviceChoice } from '../host/protocol.ts';
import { openStudy, type Study } from '../study/study.ts';
import { trainingOf } from '../records/origin.ts';
import type { TextFacts } from '../records/types.ts';
import { planRuns } from '../plan/plan.ts';
import type { TaskLines } from '../spec/slurm-choice.ts';
import { hasTrainer, trainerSpecOf, type AnySpec, type TrainerSettings } from '../spec/trainer.ts';
import { endTasks, type EndedTasks } from './executors/slurm/end-tasks.ts';
import { DEFAULT_SETTINGS, parseSettings, type SlurmSettings } from './executors/slurm/settings.ts';
import { openSlurmRunner } from './executors/slurm/slurm-runner.ts';
import { WorkFolder, workFolderOf } from './executors/slurm/work-folder.ts';
import type { RunnerSettings } from './lane-runner.ts';
import { openRunner } from './open-runner.ts';
import { readSource, sourceFacts, storedCorpusOf } from './corpus-source.ts';
import { addGrid, mustHaveItsText } from './into/add-grid.ts';
import { planInto, type HadRuns, type IntoPlan } from './into/plan.ts';
import { recallAssignment, type Assignment } from './recall.ts';
import { recover } from './recover.ts';
import type { SweepSummary } from './run.ts';
import { createPlannedStudy, plannedOf, type RunHooks, type Runner } from './runner.ts';

/** Where runs are trained: on this machine, or as tasks in the queue of Slurm. */
export type Executing =
  | ({ readonly kind: 'here' } & Omit<RunnerSettings, 'signal'>)
  | { readonly kind: 'slurm'; readonly settings: SlurmSettings };

/** The command of a spec that the user has seen and allowed, or every one; null: none. */
export type Permission = 'every-command' | AllowedTrainer | null;

/** What a user has seen of a command; nothing that was not among it is carried out. */
export type AllowedTrainer = Pick<TrainerSettings, 'command' | 'folder' | 'shell' | 'setup' | 'env'>;

export interface Order {
  readonly executing: Executing;
  readonly permission: Permission;
  /** Ends the preparations. */
  readonly signal: AbortSignal;
  /** Called before a device is started and measured, which takes a while. */
  readonly onMeasuring?: () => void;
}

/** A sweep that is ready to be trained. Whoever has it trains it by `carryOut`, or closes its runner and its study. */
export interface Prepared {
  readonly file: string;
  readonly runner: Runner;
  readonly study: Study;
  readonly planned: readonly { readonly recipe: string; readonly rowValue: number }[];
  /** Of a grid that was planned into a study: what the study had of it. */
  readonly had?: HadRuns;
}

/** How the training ended. */
export interface Ending extends SweepSummary {
  /** What became of tasks in the queue, where they were ended; null: they were not, or there are none. */
  readonly tasks: EndedTasks | null;
}

/** A study may come from someone else: its command runs only if the user has allowed it. */
export class CommandNotAllowedError extends Error {
  override name = 'CommandNotAllowedError';
  readonly trainer: TrainerSettings;

  constructor(trainer: TrainerSettings) {
    super(`The command of this study has not been allowed: ${trainer.command}`);
    this.trainer = trainer;
  }
}

/** Whether the study has, or had, tasks in a queue: they would be trained twice if it were trained here as well. */
export function isQueued(file: string): boolean {
  return new WorkFolder(workFolderOf(file)).exists;
}

/** On this machine, by so many hosts of the device or by one at each of these places. */
export function here(device: DeviceChoice, places: Places = 1, threads: number | null = null): Executing {
  return { kind: 'here', device: typeof places === 'number' ? device : places[0]!.device, places, threads };
}

/** What was said before of how tasks of this study are queued and set up, and would be carried out as it is. */
export function linesBeside(file: string): TaskLines {
  const { setup = [], prefix = [], options = [] } = new WorkFolder(workFolderOf(file)).readSettings() ?? {};
  const as = (kind: TaskLines[number]['kind'], texts: readonly string[]) =>
    texts.map((text) => ({ kind, text }));
  return [...as('setup', setup), ...as('prefix', prefix), ...as('option', options)];
}

/** By Slurm, with these settings over those that the study was last trained with. @throws SlurmError where one does not fit. */
export function bySlurm(file: string, changes: Partial<SlurmSettings>): Executing {
  const earlier = new WorkFolder(workFolderOf(file)).readSettings();
  return { kind: 'slurm', settings: parseSettings({ ...DEFAULT_SETTINGS, ...earlier, ...changes }) };
}

/** @throws CommandNotAllowedError. */
function mustBeAllowed(spec: AnySpec | null, permission: Permission): void {
  if (spec === null || !hasTrainer(spec) || permission === 'every-command') return;
  if (permission === null || !isSameTrainer(permission, spec.trainer))
    throw new CommandNotAllowedError(spec.trainer);
}

function isSameTrainer(one: AllowedTrainer, other: AllowedTrainer): boolean {
  const said = ({ command, folder, shell, setup, env }: AllowedTrainer) =>
    JSON.stringify([command, folder, shell, setup, Object.entries(env).toSorted()]);
  return said(one) === said(other);
}

/**
 * Makes a study, once all that trains it is ready: nothing is made where that fails.
 * @throws SpecError, TextError, HostError, SlurmError, CommandNotAllowedError, StudyError, one sentence each; the reason of the
 * signal.
 */
export async function begin(file: string, spec: AnySpec, order: Order): Promise<Prepared> {
  mustBeAllowed(spec, order.permission);
  const runner = await openFor(file, assignmentOf(spec), order);
  try {
    return { file, runner, study: createPlannedStudy(file, runner), planned: planRuns(spec) };
  } catch (error) {
    await runner.close();
    throw error;
  }
}

/** Of a grid, what a study has already and what would be trained into it. @throws SpecError, StudyError: nothing is changed then. */
export function previewInto(file: string, spec: AnySpec): IntoPlan {
  return reading(file, (study) => planInto(study.info(), study.runs(), spec));
}

function reading<Result>(file: string, read: (study: Study) => Result): Result {
  const study = openStudy(file, 'read');
  try {
    return read(study);
  } finally {
    study.close();
  }
}

/**
 * Plans into a study the runs of a grid that it lacks, once all that trains them is ready: until then its file is not touched. null: it
 * lacks none.
 * @throws as `begin`.
 */
export async function beginInto(file: string, given: AnySpec, order: Order): Promise<Prepared | null> {
  const { missing, spec } = previewInto(file, given);
  if (missing.length === 0) return null;
  mustBeAllowed(given, order.permission);
  const text = await textOf(spec);
  if (text) reading(file, (study) => mustHaveItsText(study, text));
  const runner = await openFor(file, assignmentOf(spec), order);
  let study: Study | null = null;
  try {
    study = openStudy(file, 'write');
    recover(study);
    const had = addGrid(study, planInto(study.info(), study.runs(), given), text);
    return { file, runner, study, planned: plannedOf(study.runs()), had };
  } catch (error) {
    study?.close();
    await runner.close();
    throw error;
  }
}

function assignmentOf(spec: AnySpec): Assignment {
  return hasTrainer(spec) ? { spec, source: null } : { spec, source: readSource(spec) };
}

/** null where what trains reads a text of its own. */
async function textOf(spec: AnySpec): Promise<TextFacts | null> {
  const { source } = assignmentOf(spec);
  if (source === null || hasTrainer(spec)) return null;
  return sourceFacts(source, await storedCorpusOf(source, spec), spec);
}

/**
 * Goes on with what is planned; `retry` plans again what failed for infrastructure reasons or was cancelled. null: nothing is left.
 * The text is where the study says, or at `text`. Where it throws, or nothing is left, the study stays open.
 * @throws as `begin`.
 */
export async function goOn(
  file: string,
  study: Study,
  verb: 'resume' | 'retry',
  { text, ...order }: Order & { readonly text: string | null },
): Promise<Prepared | null> {
  const info = study.info();
  const isFinished = study.runs().every((run) => run.state === 'finished' || run.origin === 'imported');
  if (!isFinished) mustBeAllowed(trainerSpecOf(trainingOf(info)?.spec), order.permission);
  recover(study);
  if (verb === 'retry') study.retryFailed();
  const planned = plannedOf(study.runs());
  if (planned.length === 0) return null;
  return { file, runner: await openFor(file, recallAssignment(info, text), order), study, planned };
}

function openFor(file: string, assignment: Assignment, order: Order): Promise<Runner> {
  const { executing, signal, onMeasuring } = order;
  if (executing.kind === 'slurm') return openSlurmRunner(assignment, file, executing.settings);
  if (assignment.source !== null) onMeasuring?.();
  const { device, places, threads } = executing;
  return openRunner(assignment, { device, ...(places !== undefined && { places }), threads, signal });
}

/** Trains until nothing is planned any more, the signal says stop, or the executor keeps breaking. Study and runner stay open. */
export async function carryOut(
  { file, runner, study }: Prepared,
  hooks: RunHooks & {
    /** What a stop means for tasks in a queue: they stay there and go on, or are ended. */
    readonly whenStopped: 'leave-tasks' | 'end-tasks';
  },
): Promise<Ending> {
  const { whenStopped, ...runHooks } = hooks;
  const summary = await runner.run(study, runHooks);
  if (summary.outcome !== 'stopped' || whenStopped === 'leave-tasks') return { ...summary, tasks: null };
  const tasks = await endTasks(study, file);
  relabel(study);
  return { ...summary, tasks };
}

/**
 * Gives up what has not finished, and ends its tasks in a queue; labels that waited for it are final then. `retry` plans it again.
 * @throws SlurmError where there are tasks and Slurm is out of reach.
 */
export async function cancel(
  file: string,
  study: Study,
): Promise<EndedTasks & { readonly cancelled: number }> {
  recover(study);
  const tasks = await endTasks(study, file);
  const ids = plannedOf(study.runs()).map(({ id }) => id);
  study.cancelRuns(ids);
  relabel(study);
  return { ...tasks, cancelled: ids.length };
}
