// One host with all threads against several that share them, on the model and baseline of a preset: lane-steps per second, measured in
// turns so that what else the machine does falls on both, and the processor time of a lane-step, which it disturbs less.
//   node bench/hosts.ts [--preset quick] [--batch 16] [--device wasm] [--hosts 2] [--threads 2] [--rounds 7] [--seconds 2]
import { parseArgs } from 'node:util';
import type { DeviceName } from '../src-main/engine/device.ts';
import { jobOf } from '../src-main/plan/plan.ts';
import { parseSpec } from '../src-main/spec/spec.ts';
import { openHosts } from '../src-main/sweep/open-hosts.ts';
import { readPreset } from '../src-main/sweep/preset-files.ts';
import { corpusOf, MOBY_DICK, readText } from '../src-main/sweep/text-source.ts';

const { values } = parseArgs({
  options: {
    preset: { type: 'string', default: 'quick' },
    batch: { type: 'string', default: '16' },
    device: { type: 'string', default: 'wasm' },
    hosts: { type: 'string', default: '2' },
    threads: { type: 'string', default: '2' },
    rounds: { type: 'string', default: '7' },
    seconds: { type: 'string', default: '2' },
  },
});
const [rowValue, hosts, threads, rounds, seconds] = [
  values.batch,
  values.hosts,
  values.threads,
  values.rounds,
  values.seconds,
].map(Number) as [number, number, number, number, number];
const spec = parseSpec(readPreset(values.preset));
const corpus = corpusOf(readText(MOBY_DICK), spec);
const lane = { seed: 0, learningRate: spec.learningRates[0]! };
const trial = { ...jobOf(spec, { recipe: spec.baseline, rowValue, runs: [] }), lanes: [lane] };
const device = values.device as DeviceName;
const open = (places: number) => openHosts({ device, threads, places, corpus, trial });

const pools = [(await open(1)).pool, (await open(hosts)).pool];
const speeds: number[][] = [[], []];
const costs: number[][] = [[], []];
for (let round = 0; round < rounds; round++) {
  for (const [index, pool] of pools.entries()) {
    // As many lanes in all, whoever has them.
    const lanes = Array.from({ length: pools[0]!.first.opened.description.lanes / pool.size }, () => lane);
    const speed = await pool.measure({ ...trial, lanes }, seconds, 300);
    if (speed === null) throw new Error('A step takes too long to be measured.');
    speeds[index]!.push(pool.size / speed.secondsPerLaneStep);
    costs[index]!.push(1000 * speed.processorSecondsPerLaneStep);
  }
}
for (const pool of pools) await pool.close();
const sorted = (list: readonly number[]) => list.toSorted((a, b) => a - b);
const median = (list: readonly number[]) => sorted(list)[Math.floor(list.length / 2)]!;
for (const [index, pool] of pools.entries()) {
  const range = sorted(speeds[index]!).map((speed) => speed.toPrecision(3));
  console.log(
    `${pool.size} x ${pool.first.opened.description.threads} threads: ${median(speeds[index]!).toPrecision(3)} lane-steps/s (${range[0]!} to ${range.at(-1)!}), ${median(costs[index]!).toPrecision(3)} processor ms a lane-step`,
  );
}
const ratios = sorted(speeds[1]!.map((speed, round) => speed / speeds[0]![round]!));
console.log(
  `several against one, round by round: ${median(ratios).toPrecision(3)} (${ratios[0]!.toPrecision(3)} to ${ratios.at(-1)!.toPrecision(3)})`,
);
