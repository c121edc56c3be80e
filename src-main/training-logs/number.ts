// Numbers as programs print them: NaN and infinities in their many spellings, exponents, commas between thousands. Pure.

/** As Python, C, its library on Windows and spreadsheets print them. */
const NOT_A_NUMBER = /^([-+]?(nan(\(\w*\))?|1\.#(qnan|snan|ind)\w*)|#(num|div\/0)!)$/i;
const INFINITE = /^[-+]?(inf(inity)?|1\.#inf\w*|∞)$/i;
const PLAIN = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i;
const GROUPED = /^[-+]?[1-9]\d{0,2}(,\d{3})+(\.\d*)?$/;
/** What stands around a number in a line, and is none of it. */
const AROUND = /^["']+|["',;:)\]}]+$/g;

/** NaN or an infinity, where the text is one; else null. */
export function notFinite(text: string): number | null {
  if (NOT_A_NUMBER.test(text)) return NaN;
  if (INFINITE.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  return null;
}

/** A number of a line; null where the text is none. */
export function printedNumber(text: string): number | null {
  const bare = text.trim().replaceAll(AROUND, '');
  const special = notFinite(text.trim()) ?? notFinite(bare);
  if (special !== null) return special;
  if (PLAIN.test(bare)) return Number(bare);
  return GROUPED.test(bare) ? Number(bare.replaceAll(',', '')) : null;
}
