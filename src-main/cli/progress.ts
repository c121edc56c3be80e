// Progress of a sweep on standard error: one line that is rewritten on a terminal, plain lines every few seconds elsewhere.
import { cutText, plainText } from '../report/terminal-text.ts';
import type { TimeRange } from '../plan/estimate.ts';
import type { SweepProgress } from '../sweep/run.ts';
import { rowShort } from '../report/language/row-text.ts';
import type { Words } from '../report/language/language.ts';

const TERMINAL_MILLISECONDS = 100;
const PLAIN_MILLISECONDS = 5000;

export interface ProgressLine {
  /** `more` stands behind it: what is known of more than this sweep. */
  readonly show: (progress: SweepProgress, more?: string | null) => void;
  /** Ends the live line, so that what follows starts on its own. */
  readonly end: () => void;
}

export function progressLine(stream: NodeJS.WriteStream, words: Words): ProgressLine {
  const live = stream.isTTY;
  let last = -Infinity;
  let drawn = false;
  const told: { checkpointFailure: string | null; loss: string | null } = {
    checkpointFailure: null,
    loss: null,
  };
  return {
    show: (progress, more = null) => {
      const now = performance.now();
      for (const what of ['checkpointFailure', 'loss'] as const) {
        const sentence = progress[what];
        if (sentence === told[what]) continue;
        told[what] = sentence;
        // A line of its own, which stays; the next progress line is drawn below it.
        if (sentence !== null) stream.write(`${live ? '\r\x1b[2K' : ''}${plainText(sentence)}\n`);
      }
      const isFinal = progress.currentBatch === null;
      if (!isFinal && now - last < (live ? TERMINAL_MILLISECONDS : PLAIN_MILLISECONDS)) return;
      last = now;
      const line = [describeProgress(progress, words), ...(more === null ? [] : [more])].join(' · ');
      drawn = live;
      // Clears the line and rewrites it, cut so that it never wraps.
      stream.write(live ? `\r\x1b[2K${cutText(line, stream.columns - 1)}` : `${line}\n`);
    },
    end: () => {
      if (drawn) stream.write('\n');
      drawn = false;
    },
  };
}

function describeProgress(progress: SweepProgress, words: Words): string {
  const text = words.training.progress;
  const { runsDone, runsTotal, laneStepsPerSecond, tokensPerSecond, tokensLeft, secondsLeft, currentBatch } =
    progress;
  const { batchesUnderWay, batchesWaiting, round } = progress;
  const parts = [text.runs(runsDone, runsTotal, round)];
  if (currentBatch) {
    const { recipe, rowSetting, rowValue, step, steps, lanesActive, lanes } = currentBatch;
    const row = plainText(rowShort(rowSetting, rowValue, words));
    const batch = text.batch(plainText(recipe), row, step, steps);
    parts.push(lanes === 1 ? batch : text.ofLanes(batch, lanesActive, lanes));
  }
  if (batchesUnderWay > 1) parts.push(text.atOnce(batchesUnderWay));
  if (batchesWaiting > 0) parts.push(text.waiting(batchesWaiting));
  if (laneStepsPerSecond > 0 && tokensPerSecond === 0)
    parts.push(text.laneSteps(quantity(laneStepsPerSecond)));
  if (tokensPerSecond > 0)
    parts.push(text.tokens(quantity(tokensPerSecond)), text.tokensLeft(quantity(tokensLeft)));
  if (currentBatch && secondsLeft !== null)
    parts.push(text.timeLeft(durationRange(secondsLeft, words), round !== null));
  return parts.join(' · ');
}

/** 950, 1.2k, 3.4M. */
export function quantity(value: number): string {
  const units = ['', 'k', 'M', 'G', 'T', 'P', 'E'];
  let unit = 0;
  let rest = value;
  while (rest >= 999.5 && unit < units.length - 1) {
    rest /= 1000;
    unit += 1;
  }
  return `${rest >= 99.5 ? Math.round(rest) : Number(rest.toPrecision(2))}${units[unit]!}`;
}

/** 42 s; 40 s to 2 min; 3 to 5 min; both ends rounded to what such a range tells. */
export function durationRange({ low, high }: TimeRange, words: Words): string {
  const [from, to] = [low, high].map((seconds) => partsOf(roughly(seconds))) as [TimePart[], TimePart[]];
  const [first, last] = [from, to].map((parts) => told(parts, words)) as [string, string];
  if (first === last) return first;
  const [{ count, unit }] = from as [TimePart];
  const isOneUnit = from.length === 1 && to.length === 1 && to[0]!.unit === unit;
  return words.numbers.range(isOneUnit ? String(count) : first, last);
}

/** To about two digits: seconds below a minute by five, minutes below an hour by one, and so on. */
function roughly(seconds: number): number {
  const steps = [
    { below: 10, by: 1 },
    { below: 60, by: 5 },
    { below: 600, by: 30 },
    { below: 3600, by: 60 },
    { below: 36_000, by: 600 },
    { below: 86_400, by: 3600 },
  ];
  const { by } = steps.find(({ below }) => seconds < below) ?? { by: 21_600 };
  return Math.max(by, Math.round(seconds / by) * by);
}

/** 42 s, 3 min 10 s, 2 h 5 min, 3 d 4 h. */
export function duration(seconds: number, words: Words): string {
  return told(partsOf(seconds), words);
}

interface TimePart {
  readonly count: number;
  readonly unit: keyof Words['training']['time'];
}

function told(parts: readonly TimePart[], { training, numbers }: Words): string {
  return numbers.sentences(parts.map(({ count, unit }) => training.time[unit](count)));
}

/** The largest unit, and what is left in the next smaller one. */
function partsOf(seconds: number): TimePart[] {
  const units = [
    { unit: 'd', size: 86_400 },
    { unit: 'h', size: 3600 },
    { unit: 'min', size: 60 },
    { unit: 's', size: 1 },
  ] as const;
  const whole = Math.round(seconds);
  const at = units.findIndex(({ size }) => whole >= size);
  if (at === -1) return [{ count: 0, unit: 's' }];
  const { unit, size } = units[at]!;
  const below = units[at + 1];
  const rest = below ? Math.floor((whole % size) / below.size) : 0;
  const largest: TimePart = { count: Math.floor(whole / size), unit };
  return rest > 0 ? [largest, { count: rest, unit: below!.unit }] : [largest];
}
