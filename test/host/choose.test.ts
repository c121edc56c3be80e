// Which device a host opens, and with how many threads; `auto` on devices of known speed, on a machine that does other things.
import { availableParallelism } from 'node:os';
import { expect, test } from 'vitest';
import { readCorpus } from '../../src-main/engine/corpus.ts';
import { OutOfMemoryError, type DeviceDescription, type DeviceName } from '../../src-main/engine/device.ts';
import { random32 } from '../../src-main/engine/random.ts';
import { chooseDevice, type CandidateHost } from '../../src-main/host/choose.ts';
import { machineMemory } from '../../src-main/host/machine-memory.ts';
import { HostMemoryError, startHost } from '../../src-main/host/supervisor.ts';
import { jobOf } from '../../src-main/plan/plan.ts';
import { tinySpec } from '../sweep/tiny.ts';

const corpus = readCorpus('the quick brown fox jumps over the lazy dog. '.repeat(300), 'character');
const run = { id: 0, recipe: 'fp32', rowValue: 2, seed: 1, learningRate: 0.01 };
const trial = jobOf(tinySpec(), { recipe: 'fp32', rowValue: 2, runs: [run] });
const settings = { device: 'auto', threads: null, corpus, trial } as const;

async function threadsOf(given: { readonly threads: number | null; readonly mostLanes?: number }) {
  const host = await startHost({ device: 'wasm', corpus, trial, ...given });
  await host.close();
  const { threads, memory } = host.opened.description;
  return { threads, memory: memory!.session };
}

test('threads are as many as were asked for, and never more than cores or lanes', async () => {
  const cores = availableParallelism();
  const memory = machineMemory();
  expect(await threadsOf({ threads: null })).toEqual({ threads: cores, memory });
  expect(await threadsOf({ threads: 64 * cores })).toEqual({ threads: cores, memory });
  expect(await threadsOf({ threads: null, mostLanes: 1 })).toEqual({ threads: 1, memory });
});

test('a model that no fast device holds is refused by auto, never given to the reference device', async () => {
  const spec = tinySpec({ model: { layers: 48, width: 8192, heads: 8, context: 128 }, batchSizes: [2048] });
  const large = jobOf(spec, { recipe: 'fp32', rowValue: 2048, runs: [run] });
  const refused = startHost({ ...settings, trial: large });
  await expect(refused).rejects.toThrow(HostMemoryError);
  await expect(refused).rejects.toThrow(/^One run at batch size 2048 needs [\d.e+]+ GiB of memory, and the /);
});

interface Pretended extends Partial<DeviceDescription> {
  /** Seconds of a lane-step; null: longer than any limit. */
  readonly seconds?: number | null;
  readonly missing?: string;
  readonly breaks?: string;
}

/** Devices of known speed; wall time is up to ten times as long, as chance has it. */
function pretend(devices: Partial<Record<DeviceName, Pretended>>, seed = 0) {
  const closed: DeviceName[] = [];
  let draws = 0;
  const open = (name: DeviceName): Promise<CandidateHost> => {
    const { seconds = 1, missing, breaks, ...changes } = devices[name] ?? { missing: 'It is not there.' };
    if (missing !== undefined)
      return Promise.reject(new Error(`Device ${name} is not available: ${missing}`));
    const gpu = name === 'webgpu';
    return Promise.resolve({
      description: {
        name,
        summary: '',
        threads: 2,
        lanes: 12,
        together: name !== 'wasm' && name !== 'native',
        clock: gpu ? 'wall' : 'processor',
        ...changes,
      },
      measure: () => {
        if (breaks !== undefined) return Promise.reject(new Error(breaks));
        if (seconds === null) return Promise.resolve(null);
        const [busy, cache] = [random32(seed, draws++) / 2 ** 32, random32(seed, draws++) / 2 ** 32];
        return Promise.resolve({
          secondsPerLaneStep: seconds * (1 + (gpu ? 0.2 : 9) * busy),
          processorSecondsPerLaneStep: 2 * seconds * (1 + 0.1 * cache),
        });
      },
      close: () => Promise.resolve(void closed.push(name)),
    });
  };
  return { open, closed };
}

const chosenOf = async (devices: Parameters<typeof pretend>[0], seed = 0, given = settings) => {
  const { open, closed } = pretend(devices, seed);
  const { host, candidates } = await chooseDevice(given, open);
  return { name: host?.description.name ?? null, candidates, closed };
};

test('auto takes the faster of two on the processor however busy the machine is, and wasm where they are alike', async () => {
  for (let seed = 0; seed < 200; seed++) {
    const faster = await chosenOf({ wasm: { seconds: 1 }, tensorflow: { seconds: 0.7 } }, seed);
    expect([seed, faster.name]).toEqual([seed, 'tensorflow']);
    expect(faster.closed).toEqual(['wasm']);
    expect((await chosenOf({ wasm: { seconds: 1 }, tensorflow: { seconds: 1 } }, seed)).name).toBe('wasm');
    expect((await chosenOf({ wasm: { seconds: 1 }, tensorflow: { seconds: 1.5 } }, seed)).name).toBe('wasm');
  }
});

test('auto takes a GPU by the time on the wall', async () => {
  expect((await chosenOf({ wasm: { seconds: 1 }, webgpu: { seconds: 0.1 } })).name).toBe('webgpu');
});

test('auto takes a library for products where it is faster, and does not ask it where all products are small', async () => {
  const wide = tinySpec({ model: { ...tinySpec().model, width: 128, hidden: 512, context: 128 } });
  const large = { ...settings, trial: jobOf(wide, { recipe: 'fp32', rowValue: 2, runs: [run] }) };
  const devices = { wasm: { seconds: 1 }, native: { seconds: 0.5 } };
  expect((await chosenOf(devices, 0, large)).name).toBe('native');
  const { name, candidates, closed } = await chosenOf(devices);
  expect(name).toBe('wasm');
  expect(closed).toEqual([]);
  expect(candidates[1]!.reason).toMatch(/^All products of this model are small/);
});

test('auto passes over what is missing, breaks, is software, or cannot be measured in time, and says why', async () => {
  const { name, candidates, closed } = await chosenOf({
    wasm: { seconds: null },
    webgpu: { software: true, seconds: 0.001 },
    tensorflow: { seconds: 3 },
  });
  expect(name).toBe('tensorflow');
  expect(candidates.map((each) => [each.name, each.reason])).toEqual([
    ['wasm', 'It could not be measured within 10 s.'],
    ['native', expect.stringMatching(/^All products of this model are small/)],
    ['webgpu', expect.stringMatching(/^It is software on the CPU/)],
    ['tensorflow', null],
  ]);
  expect(closed.toSorted()).toEqual(['wasm', 'webgpu']);
  const broken = await chosenOf({ wasm: {}, tensorflow: { breaks: 'The device was lost.' } });
  expect(broken.name).toBe('wasm');
  expect(broken.candidates.map((each) => each.reason)).toEqual([
    null,
    expect.stringMatching(/^All products/),
    'It is not there.',
    'The device was lost.',
  ]);
});

test('where none can be measured in time the first stays, and where there is none there is none', async () => {
  expect((await chosenOf({ wasm: { seconds: null }, tensorflow: { seconds: null } })).name).toBe('wasm');
  expect((await chosenOf({})).name).toBeNull();
});

test('a run that no device holds is out of memory, and a GPU in software alone does not count', async () => {
  const memory = { session: 1, tensor: 1 };
  const { open, closed } = pretend({ wasm: { memory }, webgpu: { software: true } });
  await expect(chooseDevice(settings, open)).rejects.toThrow(OutOfMemoryError);
  expect(closed.toSorted()).toEqual(['wasm', 'webgpu']);
});
