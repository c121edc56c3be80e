// An axis of model sizes, whose values are log2: where its ticks are, and how a size is written.
import { formatCount } from '../language/numbers.ts';

const MOST_TICKS = 7;

/** log2 of 1, 2 and 5 times powers of ten, of sizes or of tokens per parameter, thinned to `most` at most. */
export function sizeTicks(from: number, to: number, most = MOST_TICKS): number[] {
  const all: number[] = [];
  for (let power = -4; power <= 15; power++) {
    for (const factor of [1, 2, 5]) all.push(Math.log2(factor * 10 ** power));
  }
  const inside = all.filter((octaves) => octaves >= from && octaves <= to);
  const every = Math.ceil(inside.length / most);
  return inside.filter((_, index) => index % every === 0);
}

const UNITS = [
  [1e9, 'B'],
  [1e6, 'M'],
  [1e3, 'k'],
] as const;

/** "1.3B", "250k" */
export function formatSize(octaves: number): string {
  const parameters = 2 ** octaves;
  const [size, unit] = UNITS.find(([least]) => parameters >= 0.9995 * least) ?? [1, ''];
  return `${formatCount(parameters / size)}${unit}`;
}
