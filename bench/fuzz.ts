// Gives whatever takes files and messages from strangers values that nobody thought of, for some minutes: opening studies, imports,
// specs, calls of the router. Tells mistakes of the program, what takes longer than two seconds of processor time, refusals that are
// no sentences, changes of what was only read, and what is read and was never true. The same seed draws the same values.
// usage: node bench/fuzz.ts [--minutes N] [--seed S] [--only WORD]     (default 10 minutes, a seed of this moment)
import fc from 'fast-check';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { processorSeconds } from '../test/processor-time.ts';
import { importing, opening, routing, specs, type Area } from './fuzz/areas.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    seed: { type: 'string', default: String(Date.now() % 1e9) },
    only: { type: 'string', default: '' },
  },
});
const seed = Number(values.seed);
const LONGEST_SECONDS = 2;
const AT_ONCE = 20;
/** Several problems are told at once, each in a line. */
const SENTENCES = /^([^\n]{1,3000}[.!?…]\n?)+$/u;
const STACK = /^\s+at /m;
const folder = mkdtempSync(path.join(tmpdir(), 'precipice-fuzz-'));

interface Count {
  tried: number;
  refused: number;
  found: number;
  slowest: number;
}

async function one(area: Area, input: unknown, count: Count): Promise<string | null> {
  const begun = processorSeconds();
  try {
    const refusal = await area.check(input as never);
    if (refusal !== null) {
      count.refused += 1;
      if (!SENTENCES.test(refusal) || STACK.test(refusal)) return `no sentence: ${refusal.slice(0, 300)}`;
    }
  } catch (error) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return text.split('\n').slice(0, 6).join('\n');
  } finally {
    count.slowest = Math.max(count.slowest, processorSeconds() - begun);
  }
  const seconds = processorSeconds() - begun;
  return seconds > LONGEST_SECONDS ? `it took ${seconds.toFixed(1)} s` : null;
}

const areas = [opening(folder), importing(folder), specs(), routing(folder)].filter(({ name }) =>
  name.includes(values.only),
);
const counts = new Map(areas.map(({ name }) => [name, { tried: 0, refused: 0, found: 0, slowest: 0 }]));
const end = performance.now() + 60_000 * Number(values.minutes);
for (let round = 0; performance.now() < end; round++) {
  for (const area of areas) {
    const count = counts.get(area.name)!;
    for (const [index, input] of fc.sample(area.inputs, { numRuns: AT_ONCE, seed: seed + round }).entries()) {
      if (performance.now() > end) break;
      count.tried += 1;
      const found = await one(area, input, count);
      if (found === null) continue;
      count.found += 1;
      console.log(`${area.name}, seed ${seed}, round ${round}, input ${index}: ${found}\n`);
    }
  }
}
for (const [name, { tried, refused, found, slowest }] of counts) {
  console.log(
    `${name}: ${tried} tries, ${refused} refused, ${found} mistakes; the slowest took ${slowest.toFixed(1)} s`,
  );
}
console.log(`Seed ${seed}.`);
await Promise.all(areas.map((area) => area.close?.()));
rmSync(folder, { recursive: true });
process.exitCode = [...counts.values()].some(({ found }) => found > 0) ? 1 : 0;
