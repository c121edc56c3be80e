// A mapping applied to its table before any row is read: which rows are of the study that is meant, which column is the loss and
// which way round, levels in nats; and what the user must be asked of the table as a whole. Pure.
import { describeObjective } from './choices.ts';
import { factorOption } from './guess/batch.ts';
import { guess, isPerByte, objectivesOf, unitByName, unknownColumn } from './guess/guess.ts';
import { ImportError } from './import-error.ts';
import { natsOf, RowError, type LossScale } from './cells.ts';
import { ALL_STUDIES, type ImportField, type Mapping } from '../../spec/import-mapping.ts';
import type { Questions } from './questions.ts';
import type { Row, Table } from './table.ts';

export interface Resolved {
  readonly rows: readonly Row[];
  /** Its levels are in nats. */
  readonly mapping: Mapping;
  readonly scaleOf: (column: string) => LossScale;
}

/** Columns and names that a complaint lists. */
const LISTED = 20;

/** @throws ImportError where the mapping lacks what every run needs, or names what is not there. */
export function resolve(table: Table, given: Mapping, questions: Questions): Resolved {
  const stray = unknownColumn(table, given);
  if (stray) {
    throw new ImportError(
      `${stray.field} is column "${stray.column}"; it must be one of ${listed(table.columns)}.`,
    );
  }
  const rows = rowsOfStudy(table, given, questions);
  const tailLoss = lossColumn(table, given, questions);
  const columns = { ...given.columns, tailLoss };
  checkColumns(table, columns, questions);
  askOfTable(table, given, questions);
  const { lossUnit: unit } = given;
  const mapping = { ...inNats(given), columns };
  if (given.vocabulary !== null && given.initialLoss === null && isPerByte(tailLoss ?? columns.lossCurve)) {
    throw new ImportError(
      'A vocabulary says what an untrained model loses per token, and these losses are of bytes or characters; say the loss at the start by --initial-loss instead.',
    );
  }
  const named = unitByName(tailLoss ?? columns.lossCurve);
  return {
    rows,
    mapping,
    scaleOf: (column) => ({
      // What was said, or guessed, of the loss holds for columns that are called in the same unit: beside a perplexity may lie a loss.
      unit: unitByName(column) === named ? unit : unitByName(column),
      negated: given.direction === 'maximize' && (column === tailLoss || column === columns.lossCurve),
    }),
  };
}

/** The same with its levels in nats. @throws ImportError where one cannot be one. */
export function inNats(given: Mapping): Mapping {
  const nats = (name: string, level: number | null) => (level === null ? null : levelIn(name, level, given));
  return {
    ...given,
    initialLoss: nats('The loss at the start', given.initialLoss),
    failedAbove: nats('The level above which a run has failed', given.failedAbove),
  };
}

function levelIn(name: string, level: number, { lossUnit }: Mapping): number {
  try {
    return natsOf(name, level, lossUnit);
  } catch (error) {
    if (error instanceof RowError) throw new ImportError(error.message);
    throw error;
  }
}

function rowsOfStudy(
  { rows, studies }: Table,
  { study, recipeColumns }: Mapping,
  questions: Questions,
): readonly Row[] {
  if (studies === undefined) return rows;
  const { names, words, mayBeOne } = studies;
  const of = (name: string) => rows.filter((row) => String(row.cell('study')) === name);
  if (study === ALL_STUDIES && mayBeOne) return rows;
  if (study !== null) {
    if (names.includes(study)) return of(study);
    throw new ImportError(`study is "${study}"; it must be one of ${listed(names)}.`);
  }
  if (names.length > 1 && !recipeColumns.includes('study')) {
    const together = mayBeOne ? `, --study "${ALL_STUDIES}" to take all of them` : '';
    questions.raise(
      'study',
      '',
      0,
      () =>
        `It holds ${names.length} ${words} (${listed(names)}); say which is meant by --study${together}, or --recipe study to compare them.`,
    );
    return of(names[0]!);
  }
  return rows;
}

/** The column of the loss, as the mapping or the objective says it. */
function lossColumn(table: Table, mapping: Mapping, questions: Questions): string | null {
  const objectives = objectivesOf(table);
  const described = objectives.map(describeObjective).join(', ');
  let column = mapping.columns.tailLoss;
  if (mapping.objective !== null) {
    const { objective } = mapping;
    const found = objectives.find(({ name }, i) => name === objective || String(i) === objective);
    if (!found) {
      const known =
        objectives.length > 0 ? `it must be one of ${described}` : 'this file names no objectives';
      throw new ImportError(`objective is "${objective}"; ${known}.`);
    }
    ({ column } = found);
  } else if (column === null && objectives.length > 1) {
    questions.raise(
      'objective',
      '',
      0,
      () =>
        `Its trials have ${objectives.length} objectives: ${described}; say which is the loss by --objective.`,
    );
  }
  const own = objectives.find((objective) => objective.column === column);
  if (own?.direction === 'maximize' && mapping.direction === null) {
    questions.raise(
      'direction',
      '',
      0,
      () =>
        `"${column}" was maximised, so it is no loss; name the loss by --objective or --tail-loss, or say --direction maximize if it is the negative of the loss (minimize: it is the loss all the same).`,
    );
  }
  return column;
}

const REQUIRED = {
  learningRate: ['learning rate', '--learning-rate'],
  batchSize: ['batch size', '--batch-size'],
} as const;

function checkColumns(table: Table, columns: Mapping['columns'], questions: Questions): void {
  const { doubts, logged } = guess(table);
  const doubtOf = (field: ImportField): string => {
    const doubt = doubts[field];
    if (!doubt) return '';
    return ` It may be ${doubt.columns.join(' or ')}, which differ (line ${doubt.line}).`;
  };
  for (const field of ['learningRate', 'batchSize'] as const) {
    if (columns[field] !== null) continue;
    if (table.lacks !== null) throw new ImportError(table.lacks);
    const [scheduled] = field === 'learningRate' ? logged : [];
    const hint =
      scheduled === undefined
        ? doubtOf(field)
        : ` ${scheduled} changes within a run: it is what the schedule logged, not what was set.`;
    const [name, option] = REQUIRED[field];
    throw new ImportError(
      `No column is the ${name}; say which (${option}): ${listed(table.columns)}.${hint}`,
    );
  }
  const isAsked = questions.has('objective');
  if (columns.tailLoss === null && columns.lossCurve === null && columns.label === null && !isAsked) {
    throw new ImportError(
      `No column is the loss, a curve of losses or a label; say which (--tail-loss, --loss-curve, --label): ${listed(table.columns)}.${doubtOf('tailLoss')}`,
    );
  }
}

function askOfTable(table: Table, mapping: Mapping, questions: Questions): void {
  const { batchDoubts, layout, mapping: guessed } = guess(table);
  const multiplied = [mapping.accumulation, mapping.devices];
  const isGuessed = mapping.columns.batchSize === guessed.columns.batchSize;
  if (batchDoubts.length > 0 && isGuessed && multiplied.every((factor) => factor === null)) {
    const [first] = batchDoubts;
    const option = factorOption(first!);
    questions.raise(
      'batch-size',
      '',
      0,
      () =>
        `${batchDoubts.join(' and ')} ${batchDoubts.length === 1 ? 'differs' : 'differ'} between runs, and ${mapping.columns.batchSize} may be the batch size of an update or of a part of it; say ${option} ${first} to multiply by it, or ${option} 1.`,
    );
  }
  if (mapping.rowsAre === null) {
    questions.raise(
      'history',
      '',
      0,
      () =>
        `Rows of the same settings differ in ${layout.step}; say --step ${layout.step} if a row is a step of a run, or --step none if it is a run.`,
    );
  }
}

function listed(names: readonly string[]): string {
  const more = names.length - LISTED;
  return names.slice(0, LISTED).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
