// Rows of a study whose runs a command trains: of any number that the command is given by name, with what moves along. Pure.
import { z } from 'zod';
import { must, problemAt, strictly, type SpecProblem } from './errors.ts';
import { PLACEHOLDERS, placesOf } from './command.ts';
import { MAX_STEPS, type GridSpec } from './grid.ts';
import { alongSchema, checkAlong, namesOf, rowValuesSchema, valueInRow, type Rows } from './rows.ts';

/** The value of the row, whatever it is of. */
const ROW = 'row';
/** Rows may set the steps; all other placeholders have their own values. */
const TAKEN: readonly string[] = [ROW, ...PLACEHOLDERS.filter((name) => name !== 'steps')];

const nameText = must(
  `a name of 1 to 60 letters, digits and _, beginning with a letter or _, and none of ${TAKEN.join(', ')}`,
);
const name = z
  .string(nameText)
  .regex(/^[A-Za-z_]\w{0,59}$/, nameText)
  .refine((given) => !TAKEN.includes(given), nameText);

export const trainerRowsSchema: z.ZodType<Rows> = strictly(
  {
    setting: name,
    values: rowValuesSchema,
    with: z
      .record(name, alongSchema, must('an object of names, each with a list of one value per row'))
      .optional(),
  },
  'an object with setting and values',
).superRefine(checkAlong);

/** Placeholders that the rows of a spec, if it has any, give its command beside the others. */
export function rowPlaceholders(rows: Rows | undefined): string[] {
  return rows ? [ROW, ...namesOf(rows)] : [];
}

/** Values of these placeholders in the row of this number. */
export function rowPlaceValues(rows: Rows, index: number): Readonly<Record<string, number>> {
  const named = namesOf(rows).map((each) => [each, valueInRow(rows, each, index)!]);
  return { [ROW]: rows.values[index]!, ...(Object.fromEntries(named) as Record<string, number>) };
}

/** Rows that the command is not told of, or that say twice what something is. */
export function* rowProblems(
  { rows, batchSizes, budget }: GridSpec,
  command: string,
): Generator<SpecProblem> {
  if (!rows) return;
  if (batchSizes.length > 1) {
    const message = `has ${batchSizes.length} values; it must have one where rows are of ${rows.setting}.`;
    yield problemAt(['batchSizes'], message);
  }
  if (budget === 'tokens') {
    const message = `is "tokens"; it must be "steps" where rows are of ${rows.setting}.`;
    yield problemAt(['budget'], message);
  }
  const places = placesOf(command);
  for (const each of namesOf(rows)) {
    const values = rows.values.map((_, index) => valueInRow(rows, each, index)!);
    const isOwn = each === rows.setting;
    const field = isOwn ? ['rows', 'values'] : ['rows', 'with', each];
    const wrong = each === 'steps' ? values.findIndex((value) => !isSteps(value)) : -1;
    if (wrong >= 0) {
      const message = `is ${values[wrong]}; it must be a whole number from 1 to ${MAX_STEPS}.`;
      yield problemAt([...field, wrong], message);
    }
    const isTold = places.includes(each) || (isOwn && places.includes(ROW));
    if (isTold || new Set(values).size === 1 || each === 'steps') continue;
    const place = isOwn ? `{${ROW}} and no {${each}}` : `{${each}}`;
    yield problemAt(
      ['trainer', 'command'],
      `has no ${place}; the rows have ${values.length} values of ${each}, of which it would not be told.`,
    );
  }
}

function isSteps(value: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= MAX_STEPS;
}
