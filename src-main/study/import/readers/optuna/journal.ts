// The journal of an Optuna storage (JournalStorage): a line for every operation, replayed as Optuna replays it. Nothing is known
// of a trial but what happened to it; a last line that is cut off is a writer that died.
// Source: https://github.com/optuna/optuna, storages/journal/_storage.py.
import { z } from 'zod';
import { StudyError } from '../../../study-error.ts';
import { ImportError } from '../../import-error.ts';
import { checkRows, type Objective, type RowProblem, type Table } from '../../table.ts';
import { isObject, parsed } from '../json-text.ts';
import { parameterReader } from './distributions.ts';
import { tableOfStudies, type OptunaStudy } from './trials.ts';

const OPERATIONS = [
  'create study',
  'delete study',
  'set study user attribute',
  'set study system attribute',
  'create trial',
  'set parameter',
  'set state',
  'set intermediate value',
  'set user attribute',
] as const;
type Operation = (typeof OPERATIONS)[number];

/** By their numbers in the journal. */
const STATES = ['RUNNING', 'COMPLETE', 'PRUNED', 'FAIL', 'WAITING'] as const;
const FINISHED: readonly string[] = ['COMPLETE', 'PRUNED', 'FAIL'];
const DIRECTIONS: readonly Objective['direction'][] = ['not set', 'minimize', 'maximize'];

/** A number, or what Python writes for one that is not finite. */
const number = z.union([
  z.number(),
  z.enum(['NaN', 'Infinity', '-Infinity']).transform(Number),
  z.null().transform(() => NaN),
]);
const state = z.int().min(0);
const named = <T extends z.ZodType>(values: T) => z.record(z.string(), values);

const entry = z.object({ op_code: z.int() });
const createStudy = z.object({ study_name: z.string(), directions: z.array(z.int()) });
const ofStudy = z.object({ study_id: z.int() });
const studyAttribute = ofStudy.extend({ system_attr: named(z.unknown()) });
const createTrial = ofStudy.extend({
  state: state.optional(),
  value: number.nullable().optional(),
  values: z.array(number).nullable().optional(),
  distributions: named(z.string()).optional(),
  params: named(z.number()).optional(),
  user_attrs: named(z.unknown()).optional(),
  intermediate_values: named(number).optional(),
});
const ofTrial = z.object({ trial_id: z.int() });
const setParameter = ofTrial.extend({
  param_name: z.string(),
  param_value_internal: z.number(),
  distribution: z.string(),
});
const setState = ofTrial.extend({ state, values: z.array(number).nullable() });
const setReport = ofTrial.extend({ step: z.int(), intermediate_value: number });
const setAttribute = ofTrial.extend({ user_attr: named(z.unknown()) });

interface Trial {
  readonly number: number;
  state: string;
  values: ReadonlyMap<number, number>;
  readonly parameters: Map<string, unknown>;
  readonly reports: Map<number, number>;
  readonly attributes: Map<string, unknown>;
}

interface Study {
  readonly name: string;
  readonly directions: readonly Objective['direction'][];
  metricNames: readonly string[];
  readonly trials: Trial[];
}

/** What the value of the first line of a journal is. */
export function isOperation(value: unknown): boolean {
  return isObject(value) && Number.isInteger(value.op_code) && 'worker_id' in value;
}

/** @throws ImportError with one sentence. */
export function readJournal(fileName: string, text: string): Table {
  const replay = new Replay(fileName);
  const problems: RowProblem[] = [];
  const lines = text.split('\n');
  checkRows(fileName, lines.length - 1);
  const last = lines.findLastIndex((line) => line.trim() !== '');
  lines.forEach((line, index) => {
    if (line.trim() === '') return;
    const { value, error } = parsed(line);
    if (error !== null) {
      const why = index === last ? 'It is cut off: its writer died, or still writes.' : `It is ${error}.`;
      problems.push({ line: index + 1, message: why });
      return;
    }
    try {
      replay.apply(value);
    } catch (thrown) {
      if (!(thrown instanceof z.ZodError || thrown instanceof StudyError)) throw thrown;
      const issue = thrown instanceof z.ZodError ? thrown.issues[0] : undefined;
      const why = issue ? `${issue.path.join('.') || 'it'}: ${issue.message}` : thrown.message;
      throw new ImportError(`${fileName} is no journal of Optuna: line ${index + 1}, ${why}.`);
    }
  });
  const table = tableOfStudies(fileName, 'Optuna journal', replay.studies());
  return { ...table, problems };
}

class Replay {
  readonly #studies = new Map<number, Study>();
  readonly #trials: Trial[] = [];
  readonly #parameter: (value: number, json: string) => unknown;
  #nextStudy = 0;

  constructor(fileName: string) {
    this.#parameter = parameterReader(fileName, 'its journal');
  }

  apply(value: unknown): void {
    const operation = OPERATIONS[entry.parse(value).op_code];
    if (operation !== undefined) this.#apply[operation](value);
  }

  studies(): OptunaStudy[] {
    return [...this.#studies.values()].map(({ trials, ...study }) => ({
      ...study,
      trials: trials.map((trial) => ({
        ...trial,
        reports: [...trial.reports]
          .map(([step, reported]) => ({ step, value: reported }))
          .sort((a, b) => a.step - b.step),
      })),
    }));
  }

  /** Operations on what does not exist, or has ended, came too late: Optuna passes over them, too. */
  readonly #apply: Readonly<Record<Operation, (value: unknown) => void>> = {
    'create study': (value) => {
      const { study_name: name, directions } = createStudy.parse(value);
      if ([...this.#studies.values()].some((study) => study.name === name)) return;
      this.#studies.set(this.#nextStudy++, {
        name,
        directions: directions.map((direction) => DIRECTIONS[direction] ?? 'not set'),
        metricNames: [],
        trials: [],
      });
    },
    'delete study': (value) => void this.#studies.delete(ofStudy.parse(value).study_id),
    'set study user attribute': () => undefined,
    'set study system attribute': (value) => {
      const { study_id: id, system_attr: attributes } = studyAttribute.parse(value);
      const names = attributes['study:metric_names'];
      const study = this.#studies.get(id);
      if (study && Array.isArray(names)) study.metricNames = names.map(String);
    },
    'create trial': (value) => {
      const made = createTrial.parse(value);
      const study = this.#studies.get(made.study_id);
      if (!study) return;
      const distributions = new Map(Object.entries(made.distributions ?? {}));
      const trial: Trial = {
        number: study.trials.length,
        state: stateOf(made.state ?? 0),
        values: numbered(made.values ?? (typeof made.value === 'number' ? [made.value] : [])),
        parameters: new Map(
          Object.entries(made.params ?? {}).map(([name, own]) => [
            name,
            this.#parameter(own, distributions.get(name) ?? ''),
          ]),
        ),
        reports: new Map(
          Object.entries(made.intermediate_values ?? {}).map(([step, own]) => [Number(step), own]),
        ),
        attributes: new Map(Object.entries(made.user_attrs ?? {})),
      };
      this.#trials.push(trial);
      study.trials.push(trial);
    },
    'set parameter': (value) => {
      const { trial_id: id, param_name: name, ...own } = setParameter.parse(value);
      this.#open(id)?.parameters.set(name, this.#parameter(own.param_value_internal, own.distribution));
    },
    'set state': (value) => {
      const { trial_id: id, state: code, values } = setState.parse(value);
      const trial = this.#open(id);
      if (!trial) return;
      trial.state = stateOf(code);
      if (values !== null) trial.values = numbered(values);
    },
    'set intermediate value': (value) => {
      const { trial_id: id, step, intermediate_value: reported } = setReport.parse(value);
      this.#open(id)?.reports.set(step, reported);
    },
    'set user attribute': (value) => {
      const { trial_id: id, user_attr: attributes } = setAttribute.parse(value);
      const trial = this.#open(id);
      for (const [key, own] of Object.entries(attributes)) trial?.attributes.set(key, own);
    },
  };

  #open(id: number): Trial | null {
    const trial = this.#trials[id];
    return trial === undefined || FINISHED.includes(trial.state) ? null : trial;
  }
}

function numbered(values: readonly number[]): ReadonlyMap<number, number> {
  return new Map(values.map((value, objective) => [objective, value]));
}

function stateOf(code: number): string {
  return STATES[code] ?? `state ${code}`;
}
