// What a full run is expected to cost with its retries and its search, and where FP8 and BF16 break even. The formulas are
// those of the cost model: every attempt fails with probability p at a share f of its length, failures are independent,
// and one repeats until one attempt has come through. Numbers in, numbers out.
import type { CostInputName } from './inputs.ts';

/** One value for every input. */
export type Situation = Readonly<Record<CostInputName, number>>;

export interface Cost {
  /** The run that comes through, the failed attempts before it, people, and the search; US dollars each. */
  readonly run: number;
  readonly retries: number;
  readonly people: number;
  readonly search: number;
  readonly total: number;
}

/** Failures before one success: p / (1 - p), the mean of the geometric distribution. */
export function expectedFailures(p: number): number {
  return p / (1 - p);
}

/**
 * T/(s q) (1 + f p/(1-p)) + h p/(1-p) + n r T/s, with T in dollars. For BF16 s = q = 1.
 * @param p failure probability of one attempt, below 1.
 */
export function expectedCost(situation: Situation, precision: 'bf16' | 'fp8', p: number): Cost {
  const { price, gpus, hours, failedShare, failureCost, searchRuns, searchShare } = situation;
  const [s, q] = precision === 'bf16' ? [1, 1] : [situation.speedup, situation.tokenEfficiency];
  const whole = price * gpus * hours;
  const failures = expectedFailures(p);
  const run = whole / (s * q);
  const retries = run * failedShare * failures;
  const people = failureCost * failures;
  const search = (searchRuns * searchShare * whole) / s;
  return { run, retries, people, search, total: run + retries + people + search };
}

/**
 * The failure probability of FP8 at which the time it gains is lost to failed attempts, where BF16 never fails:
 * p* = x/(1+x) with x = (s q - 1)/f; 0 where FP8 gains nothing.
 */
export function breakEvenFailure({ speedup, tokenEfficiency, failedShare }: Situation): number {
  const x = Math.max(0, speedup * tokenEfficiency - 1) / failedShare;
  return x / (1 + x);
}

/**
 * The raw speed-up from which FP8 costs no more than BF16: its cost is A/s + B, so s* = A / (cost of BF16 - B). null where
 * people's costs alone are above what BF16 costs: no speed-up pays then.
 */
export function breakEvenSpeedup(situation: Situation, pFp8: number, pBf16: number): number | null {
  const at1 = expectedCost({ ...situation, speedup: 1 }, 'fp8', pFp8);
  const room = expectedCost(situation, 'bf16', pBf16).total - at1.people;
  return room > 0 ? (at1.total - at1.people) / room : null;
}

/** As a share of the baseline's cost; none where nothing costs anything. */
export function savingOf(total: number, baselineTotal: number): number {
  return baselineTotal === 0 ? 0 : 1 - total / baselineTotal;
}
