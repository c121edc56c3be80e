// What an Optuna storage holds, whichever way it is kept, and the table that its trials make: one row a trial, under the names
// that `study.trials_dataframe()` uses, its reported values as a curve with their steps.
import { ImportError } from '../../import-error.ts';
import { NamedRow, type ImportKind, type Objective, type Table } from '../../table.ts';

export interface OptunaStudy {
  readonly name: string;
  readonly directions: readonly Objective['direction'][];
  /** What the study calls its objectives, where it does. */
  readonly metricNames: readonly (string | null)[];
  readonly trials: readonly OptunaTrial[];
}

export interface OptunaTrial {
  readonly number: number;
  /** COMPLETE, PRUNED, FAIL, RUNNING, WAITING, or what a later version says. */
  readonly state: string;
  readonly parameters: ReadonlyMap<string, unknown>;
  /** By number of the objective; empty where it has none. NaN and infinities are themselves. */
  readonly values: ReadonlyMap<number, number>;
  /** In the order of their steps. */
  readonly reports: readonly { readonly step: number; readonly value: number }[];
  readonly attributes: ReadonlyMap<string, unknown>;
}

/** @throws ImportError where it holds no trial. */
export function tableOfStudies(fileName: string, kind: ImportKind, studies: readonly OptunaStudy[]): Table {
  const filled = studies.filter(({ trials }) => trials.length > 0);
  if (filled.length === 0) throw new ImportError(`${fileName} is an Optuna storage without a trial.`);
  const objectives = objectivesOf(filled);
  const columns = new Set(['study', 'number', 'state', ...objectives.map(({ column }) => column)]);
  const rows = filled.flatMap(({ name, trials }) =>
    trials.map((trial) => {
      const values = new Map<string, unknown>([
        ['study', name],
        ['number', trial.number],
        ['state', trial.state],
        ...[...trial.values].map(([i, value]) => [objectives[i]?.column ?? `values_${i}`, value] as const),
        ...[...trial.parameters].map(([key, value]) => [`params.${key}`, value] as const),
        ...[...trial.attributes].map(([key, value]) => [`user_attrs.${key}`, value] as const),
      ]);
      if (trial.reports.length > 0) {
        values.set(
          'intermediate_values',
          trial.reports.map(({ step, value }) => [step, value]),
        );
      }
      for (const column of values.keys()) columns.add(column);
      return new NamedRow(trial.number, values);
    }),
  );
  const studyNames = { words: 'studies', names: filled.map(({ name }) => name), mayBeOne: false };
  return { kind, columns: [...columns], rows, problems: [], objectives, studies: studyNames, lacks: null };
}

/** Those of the study with the most; a direction in which studies differ is not one. */
export function objectivesOf(
  studies: readonly Pick<OptunaStudy, 'directions' | 'metricNames'>[],
): Objective[] {
  const count = Math.max(1, ...studies.map(({ directions }) => directions.length));
  return Array.from({ length: count }, (_, i) => {
    const directions = new Set(studies.map((study) => study.directions[i] ?? 'not set'));
    const names = new Set(studies.map((study) => study.metricNames[i] ?? null));
    return {
      column: count === 1 ? 'value' : `values_${i}`,
      name: names.size === 1 ? [...names][0]! : null,
      direction: directions.has('maximize') ? 'maximize' : [...directions][0]!,
    };
  });
}
