// Runs that a folder holds twice: copied, or logged by two tools at once. They are no second seed: without seeds they would be counted as
// one, and a map would be surer than its runs are. Pure but for hashing.
import { createHash } from 'node:crypto';
import type { JoinedRun } from './part.ts';
import type { Series } from './series.ts';
import { joinSettings } from './settings.ts';

/** Distinct finite losses from which on no two runs are alike by chance. Runs that met NaN at once are alike, and are several. */
const LEAST_VALUES = 3;
const LOSS = /loss|nll|cross_entropy|bpb|bpc|ppl|perplexity/i;

export interface Distinct {
  readonly runs: readonly JoinedRun[];
  /** What was left out, and whose copy it is. */
  readonly copies: readonly string[];
}

/** Of runs with the same settings and, point by point, the same curve of a loss, one; one that is whole, where there is one. */
export function withoutCopies(found: readonly JoinedRun[]): Distinct {
  const kept: JoinedRun[] = [];
  const known = new Map<string, number>();
  const copies: string[] = [];
  for (const run of found) {
    const keys = fingerprints(run);
    const at = keys.map((key) => known.get(key)).find((index) => index !== undefined);
    keys.forEach((key) => known.set(key, at ?? kept.length));
    if (at === undefined) kept.push(run);
    else {
      const [stays, goes] =
        kept[at]!.damage !== null && run.damage === null ? [run, kept[at]!] : [kept[at]!, run];
      kept[at] = stays;
      copies.push(`${goes.path || '.'} = ${stays.path || '.'}`);
    }
  }
  return { runs: kept, copies };
}

/** In float32, as event files keep values: another tool's file has more digits of the same number. */
function fingerprints({ series, layers }: JoinedRun): string[] {
  const curves = [...series].filter(([name, own]) => LOSS.test(name) && isTelling(own));
  if (curves.length === 0) return [];
  const settings = JSON.stringify([...joinSettings(layers).columns].sort());
  return curves.map(([, { steps, values }]) => {
    const hash = createHash('sha256').update(Float64Array.from(steps)).update(Float32Array.from(values));
    return `${hash.digest('hex')} ${settings}`;
  });
}

function isTelling({ values }: Series): boolean {
  return new Set(values.filter(Number.isFinite)).size >= LEAST_VALUES;
}
