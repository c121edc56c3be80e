// Carries out the sections of a report one after the other within a time for all: each has its share of what is left, so that
// time which one does not use falls to the later ones; one that overruns is ended, one that fails says why, and the next begins.
import type { Finding, Report } from './report.ts';

export interface SectionPlan {
  readonly name: string;
  readonly title: string;
  /** Its part of the time, relative to those of the others. */
  readonly share: number;
}

export interface Started {
  /** Settles when the section has ended by itself; rejects with what failed. */
  readonly done: Promise<void>;
  /** Ends it, and whatever it started. */
  stop(): Promise<void>;
}

/** Begins a section that is to be done within `seconds`. */
export type Start = (name: string, seconds: number, tell: (finding: Finding) => void) => Started;

export async function conduct(
  plans: readonly SectionPlan[],
  seconds: number,
  report: Report,
  start: Start,
  now: () => number = () => performance.now() / 1000,
): Promise<void> {
  const begun = now();
  let shares = plans.reduce((sum, { share }) => sum + share, 0);
  for (const { name, share } of plans) {
    const left = Math.max(0, begun + seconds - now());
    const budget = (left * share) / shares;
    shares -= share;
    await carryOut(name, budget, report, start, now);
  }
}

async function carryOut(
  name: string,
  budget: number,
  report: Report,
  start: Start,
  now: () => number,
): Promise<void> {
  const begun = now();
  report.begin(name, budget);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), 1000 * budget);
  });
  let started: Started | undefined;
  try {
    started = start(name, budget, (finding) => report.add(name, finding));
    const ended = await Promise.race([started.done, late]);
    if (ended === 'late') {
      await started.stop();
      report.end(name, 'cut', now() - begun, 'Its time was up; what it had found stands here.');
    } else {
      report.end(name, 'done', now() - begun);
    }
  } catch (error) {
    await started?.stop();
    report.end(name, 'failed', now() - begun, sentenceOf(error));
  } finally {
    clearTimeout(timer);
  }
}

/** The first line of what failed, as a sentence. */
export function sentenceOf(error: unknown): string {
  const [first = ''] = String(error instanceof Error ? error.message : error).split('\n');
  return /[.!?]$/.test(first) ? first : `${first || 'It ended without a word'}.`;
}
