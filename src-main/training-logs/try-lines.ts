// What would be read in lines that someone pastes: for each in words, and of all together. For whoever chooses a format or writes a
// pattern; nothing is kept. Pure.
import { matchAtOnce, readLine, type LineNumbers, type Match, type Meaning } from './log-line.ts';
import { LogRun, type LogSettings, type TakenLine } from './log-run.ts';

/** Characters that are tried, and lines. */
export const LONGEST_TRIED = 200_000;
const MOST_LINES = 500;
const LONGEST_SHOWN = 200;

export interface TriedLine {
  readonly text: string;
  /** What was understood; null: nothing, the line is passed over. */
  readonly words: string | null;
  /** It would end the run: as nonfinite, or as failed. */
  readonly ends: boolean;
}

export interface TriedLog {
  readonly lines: readonly TriedLine[];
  /** Lines beyond those that are shown. */
  readonly more: number;
  /** Of all together, one sentence. */
  readonly summary: string;
}

export function tryLines(text: string, settings: LogSettings): TriedLog {
  const all = text
    .slice(0, LONGEST_TRIED)
    .split(/\r\n|\n|\r/)
    .filter((line) => line.trim() !== '');
  const run = new LogRun(settings);
  const match: Match = settings.match ?? matchAtOnce;
  const lines: TriedLine[] = [];
  for (const raw of all.slice(0, MOST_LINES)) {
    const { meaning, rank } = readLine(raw, settings.format, match);
    const taken = run.takeMeaning(meaning, rank);
    lines.push({
      text: raw.slice(0, LONGEST_SHOWN),
      words: wordsOf(meaning, taken),
      ends: taken.kind === 'over' || taken.kind === 'wrong',
    });
    if (taken.kind === 'over' || taken.kind === 'wrong') break;
  }
  return { lines, more: all.length - lines.length, summary: summaryOf(run, lines) };
}

function wordsOf(meaning: Meaning, taken: TakenLine): string | null {
  if (taken.kind === 'wrong') return taken.sentence;
  if (meaning.kind === 'nonfinite') return 'tells of NaN or Inf: a divergence, if the run ends after it';
  if (meaning.kind !== 'numbers') return null;
  const words = numbersInWords(meaning);
  return taken.kind === 'over' ? `${words}: a divergence, which ends the run` : words;
}

const NAMES: readonly (readonly [keyof LineNumbers, string])[] = [
  ['epoch', 'epoch'],
  ['step', 'step'],
  ['loss', 'loss'],
  ['watched', 'watched for NaN'],
  ['validationLoss', 'validation loss'],
  ['gradientNorm', 'gradient norm'],
  ['learningRate', 'learning rate'],
  ['skipped', 'skipped'],
  ['nanSteps', 'NaN iterations'],
];

function numbersInWords(numbers: LineNumbers): string {
  const said = NAMES.flatMap(([key, name]) => {
    const value = numbers[key] as number | null;
    return value === null ? [] : [`${name} ${value}`];
  });
  return said.length === 0 ? 'a line without numbers' : said.join(', ');
}

function summaryOf(run: LogRun, lines: readonly TriedLine[]): string {
  const understood = lines.filter(({ words }) => words !== null).length;
  const { points, validation } = run;
  if (points.length === 0)
    return `${understood} of ${lines.length} lines are understood; none of them is a step with a loss.`;
  const [first, last] = [points[0]!.step, points.at(-1)!.step];
  const held = validation === null ? 'no validation loss' : `validation loss ${validation.loss}`;
  return `${understood} of ${lines.length} lines are understood: ${points.length === 1 ? '1 loss' : `${points.length} losses`} of steps ${first} to ${last}, counted from 0, and ${held}.`;
}
