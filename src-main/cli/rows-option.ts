// `--rows`: what the rows of a map are of, as the command line says it, and as a spec does. What they may be, the spec says.
import { numbersArgument, UsageError } from './usage.ts';

export interface RowsGiven {
  readonly setting: string;
  readonly values: readonly number[];
}

/** Several may follow one `--rows`. */
export function rowsArgument(text: string, before: readonly RowsGiven[] = []): readonly RowsGiven[] {
  const [setting, values, ...more] = text.split('=');
  if (!setting || values === undefined || more.length > 0) {
    throw new UsageError(
      `--rows is "${text}"; it must be a setting and its values, as model.width=48,96,192.`,
    );
  }
  return [...before, { setting: setting.trim(), values: numbersArgument(`${setting} of --rows`)(values) }];
}

/** The field `rows` of a spec. */
export function rowsOf([first, ...others]: readonly RowsGiven[]): object {
  return {
    ...first,
    ...(others.length > 0 && {
      with: Object.fromEntries(others.map(({ setting, values }) => [setting, values])),
    }),
  };
}
