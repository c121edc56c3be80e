// A line of a log without what its logger, its launcher and the terminal have put around it: colours, times, levels, ranks,
// process ids. Which rank said it is kept. Pure.

/** Characters that are read; what a trainer says of a step is shorter. Every pattern is tried on so many at most. */
export const LONGEST_READ = 2000;
/** Prefixes that one line may have. */
const MOST_PREFIXES = 12;

/** Sequences that colour a terminal, move its cursor or name its window. */
const ESCAPES = new RegExp(
  String.raw`\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\^_])`,
  'gu',
);
const LEVEL = 'DEBUG|INFO|NOTICE|WARNING|WARN';
/** With a colon these begin what is said, not what comes before it. */
const GRAVE = 'ERROR|CRITICAL|FATAL';
const CLOCK = String.raw`\d{1,2}:\d\d(?::\d\d(?:[.,]\d{1,9})?)?(?: ?[AP]M)?`;
const DATE = String.raw`(?:\d{4}[-/]\d\d[-/]\d\d|\d\d[-/]\d\d[-/]\d{2,4}|\d\d[-/]\d\d(?= \d{1,2}:))`;
const TIME = String.raw`(?:${DATE}(?:[T ]+${CLOCK})?|${CLOCK})(?:Z|[-+]\d\d:?\d\d)?`;

/** `rank` is the number of the process, where the prefix says one. */
const PREFIXES: readonly RegExp[] = [
  String.raw`\[?(?:rank|default|worker)[ :=_-]{0,2}(?<rank>\d{1,6})\]?(?:\(\d+\))?(?:[:|]|\s|$)`,
  // As srun --label and mpirun --tag-output put it.
  String.raw`(?<rank>\d{1,6}): (?=[A-Za-z[({ ])`,
  String.raw`\[\d+,(?<rank>\d{1,6})\](?:<\w+>)?:?`,
  String.raw`\((?:[\w.:-]{1,60} )?pid=\d+(?:, ip=[\d.:a-f]+)?\)`,
  String.raw`\[?${TIME}\]?(?=\s|[-:|,\[]|$)`,
  String.raw`[IWEF]\d{4} ${CLOCK}\s+\d+ [\w./-]{1,80}:\d+\]`,
  String.raw`\[?(?:${LEVEL}|${GRAVE})\]?(?::[\w.]{1,60}:|(?=[\s|\]-]|$))`,
  String.raw`\[?(?:${LEVEL})\]?:`,
  String.raw`[-|>:]+(?=\s|$)`,
  String.raw`[\w.]{1,60}(?= - )`,
  String.raw`[\w./-]{1,80}\.py:\d+:?`,
  // Any other word in brackets: the name of a logger, a file and its line.
  String.raw`\[[\w .,/:|=+-]{1,80}\]:?`,
].map((source) => new RegExp(String.raw`\s*(?:${source})`, 'iy'));

export interface TidyLine {
  readonly text: string;
  /** Number of the process among those of one run; null: the line does not say. */
  readonly rank: number | null;
}

export function tidyLine(raw: string): TidyLine {
  const plain = withoutEscapes(raw.slice(0, 2 * LONGEST_READ));
  let rank: number | null = null;
  let at = 0;
  for (let taken = 0; taken < MOST_PREFIXES; taken++) {
    const found = prefixAt(plain, at);
    if (found === null) break;
    at += found[0].length;
    rank ??= found.groups?.rank === undefined ? null : Number(found.groups.rank);
  }
  return { text: plain.slice(at, at + LONGEST_READ).trim(), rank };
}

/** The line as a terminal would end up showing it: without colours, and after the last step back. */
export function withoutEscapes(raw: string): string {
  const plain = raw.replaceAll(ESCAPES, '');
  const back = Math.max(plain.lastIndexOf('\b'), plain.lastIndexOf('\r'));
  return plain.slice(back + 1);
}

function prefixAt(text: string, at: number): RegExpExecArray | null {
  for (const prefix of PREFIXES) {
    prefix.lastIndex = at;
    const found = prefix.exec(text);
    if (found !== null && found[0].trim() !== '') return found;
  }
  return null;
}
