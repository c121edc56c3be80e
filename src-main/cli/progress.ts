// Progress of a sweep on standard error: one line that is rewritten on a terminal, plain lines every few seconds elsewhere.
import { plainText } from '../report/terminal-text.ts';
import type { TimeRange } from '../plan/estimate.ts';
import type { SweepProgress } from '../sweep/run.ts';
import { rowShort } from '../report/language/row-text.ts';
import { ENGLISH } from '../report/language/language.ts';

const TERMINAL_MILLISECONDS = 100;
const PLAIN_MILLISECONDS = 5000;

export interface ProgressLine {
  /** `more` stands behind it: what is known of more than this sweep. */
  readonly show: (progress: SweepProgress, more?: string | null) => void;
  /** Ends the live line, so that what follows starts on its own. */
  readonly end: () => void;
}

export function progressLine(stream: NodeJS.WriteStream): ProgressLine {
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
      const line = [describeProgress(progress), ...(more === null ? [] : [more])].join(' · ');
      drawn = live;
      // Clears the line and rewrites it, cut so that it never wraps.
      stream.write(live ? `\r\x1b[2K${line.slice(0, stream.columns - 1)}` : `${line}\n`);
    },
    end: () => {
      if (drawn) stream.write('\n');
      drawn = false;
    },
  };
}

function describeProgress(progress: SweepProgress): string {
  const { runsDone, runsTotal, laneStepsPerSecond, tokensPerSecond, tokensLeft, secondsLeft, currentBatch } =
    progress;
  const { batchesUnderWay, batchesWaiting, round } = progress;
  const parts = [`${round === null ? '' : `round ${round}, `}${runsDone}/${runsTotal} runs`];
  if (currentBatch) {
    const { recipe, rowSetting, rowValue, step, steps, lanesActive, lanes } = currentBatch;
    const ofLanes = lanes === 1 ? '' : `, ${lanesActive} of ${lanes} lanes`;
    parts.push(
      `${plainText(recipe)}, ${plainText(rowShort(rowSetting, rowValue, ENGLISH))}, step ${step}/${steps}${ofLanes}`,
    );
  }
  if (batchesUnderWay > 1) parts.push(`${batchesUnderWay} at once`);
  if (batchesWaiting > 0) parts.push(`${batchesWaiting} waiting`);
  if (laneStepsPerSecond > 0 && tokensPerSecond === 0)
    parts.push(`${quantity(laneStepsPerSecond)} lane-steps/s`);
  if (tokensPerSecond > 0)
    parts.push(`${quantity(tokensPerSecond)} tokens/s`, `${quantity(tokensLeft)} tokens left`);
  if (currentBatch && secondsLeft !== null)
    parts.push(`${durationRange(secondsLeft)} left${round === null ? '' : ' in this round'}`);
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
export function durationRange({ low, high }: TimeRange): string {
  const [from, to] = [low, high].map((seconds) => duration(roughly(seconds))) as [string, string];
  if (from === to) return from;
  const [, number, unit] = /^(\d+) (\S+)$/.exec(from) ?? [];
  return number !== undefined && to.endsWith(` ${unit!}`) && /^\d+ \S+$/.test(to)
    ? `${number} to ${to}`
    : `${from} to ${to}`;
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
export function duration(seconds: number): string {
  const units = [
    { name: 'd', seconds: 86_400, below: { name: 'h', seconds: 3600 } },
    { name: 'h', seconds: 3600, below: { name: 'min', seconds: 60 } },
    { name: 'min', seconds: 60, below: { name: 's', seconds: 1 } },
  ];
  const whole = Math.round(seconds);
  for (const { name, seconds: size, below } of units) {
    if (whole < size) continue;
    const rest = Math.floor((whole % size) / below.seconds);
    return `${Math.floor(whole / size)} ${name}${rest > 0 ? ` ${rest} ${below.name}` : ''}`;
  }
  return `${whole} s`;
}
