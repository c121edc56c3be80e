// JSON as Python writes it. A text that is none is no error here: whoever asked says what that means.

export interface Parsed {
  readonly value: unknown;
  /** What the text is instead, such as "not JSON: ..."; null where nothing is wrong with it. */
  readonly error: string | null;
}

/** No tool nests settings so deep, and what reads them must not run out of stack. */
const DEEPEST = 100;

export function parsed(text: string): Parsed {
  try {
    const value: unknown = JSON.parse(withoutBareNumbers(text));
    if (!isDeeperThan(value, DEEPEST)) return { value, error: null };
    return { value: undefined, error: `nested more than ${DEEPEST} deep` };
  } catch (error) {
    return { value: undefined, error: `not JSON: ${(error as Error).message}` };
  }
}

function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((part) => isDeeperThan(part, levels - 1));
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
