// JSON as Python writes it. A text that is none is no error here: whoever asked says what that means.

export interface Parsed {
  readonly value: unknown;
  readonly error: string | null;
}

export function parsed(text: string): Parsed {
  try {
    return { value: JSON.parse(withoutBareNumbers(text)) as unknown, error: null };
  } catch (error) {
    return { value: undefined, error: (error as Error).message };
  }
}

/** Python writes a loss that is not finite as a bare NaN, nan or Infinity, which JSON lacks: such runs must not get lost. */
function withoutBareNumbers(text: string): string {
  if (!/\b(?:NaN|nan|Infinity|inf)\b/.test(text)) return text;
  return text.replaceAll(/"(?:[^"\\]|\\.)*"|-?\b(?:NaN|nan|Infinity|inf)\b/g, (token) =>
    token.startsWith('"') ? token : `"${token}"`,
  );
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
