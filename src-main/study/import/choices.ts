// What a file leaves its user to choose from: studies and objectives of a storage, and the words of its tool whose meaning only the
// user knows. Pure.
import type { Mapping } from '../../spec/import-mapping.ts';
import { objectivesOf } from './guess/guess.ts';
import { stateKind, stateWord } from './states.ts';
import type { Objective, Table } from './table.ts';

export interface ImportChoices {
  /** Studies of Optuna, experiments of MLflow or projects of W&B that are kept apart; empty where there are none or one. */
  readonly studies: readonly string[];
  /** Whether all of them may be meant, as "*". */
  readonly mayBeOneStudy: boolean;
  /** Goals of its trials, by their numbers; empty where there are none or one. */
  readonly objectives: readonly string[];
  /** Words of the column of states that may mean a divergence or an outage, in lower case. */
  readonly failedWords: readonly string[];
}

/** Words that are offered, at most. */
const MOST_WORDS = 12;

export function choicesOf(table: Table, { columns: { state } }: Mapping): ImportChoices {
  const objectives = objectivesOf(table);
  const words = new Set<string>();
  for (const row of state === null ? [] : table.rows) {
    const value = row.cell(state!);
    if (value !== undefined && words.size < MOST_WORDS) words.add(stateWord(value));
  }
  return {
    studies: table.studies?.names ?? [],
    mayBeOneStudy: table.studies?.mayBeOne ?? false,
    objectives: objectives.length > 1 ? objectives.map(describeObjective) : [],
    failedWords: [...words].filter((word) => ['failed', null].includes(stateKind(word))),
  };
}

export function describeObjective({ column, name, direction }: Objective, index: number): string {
  return `${index} (${name ?? column}${direction === 'not set' ? '' : `, ${direction}d`})`;
}
