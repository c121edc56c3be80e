// One thread of the wasm device: takes lanes one after the other and runs all their steps of a request.
import { parentPort, workerData } from 'node:worker_threads';
import { SITE_STATISTICS } from '../../device.ts';
import { instantiateKernels } from './kernels.ts';
import type { Ended, Reply, Request, WorkerSetup } from './messages.ts';
import { Stepper } from './stepper.ts';

const { module } = workerData as WorkerSetup;
let steppers: readonly Stepper[] = [];

function handle(request: Request): readonly Ended[] {
  switch (request.kind) {
    case 'open': {
      const { programs, layout, memory, thread } = request;
      const kernels = instantiateKernels(module, memory);
      steppers = programs.map((_, index) => new Stepper(programs, index, layout, memory, thread, kernels));
      return [];
    }
    case 'run':
      return run(request);
    case 'evaluate':
      evaluate(request);
      return [];
    case 'close':
      steppers = [];
      return [];
  }
}

function run(request: Extract<Request, { kind: 'run' }>): readonly Ended[] {
  const { slots, seeds, offsets, next, fromStep, steps, learningRates, siteSteps, series, sites } = request;
  const stepper = steppers[request.program]!;
  const { frame } = stepper;
  const lanes = slots.length;
  const batch = offsets.length / (lanes * steps);
  const siteRow = sites.length / (lanes * Math.max(1, siteSteps.length));
  const ended: Ended[] = [];
  for (let lane = Atomics.add(next, 0, 1); lane < lanes; lane = Atomics.add(next, 0, 1)) {
    stepper.select(slots[lane]!, seeds[lane]!);
    for (let i = 0; i < steps; i++) {
      const at = lane * steps + i;
      const siteStep = siteSteps.indexOf(fromStep + i);
      stepper.load(offsets, at * batch);
      stepper.train(fromStep + i, learningRates[at]!, siteStep >= 0);
      const stride = lanes * steps;
      series[at] = frame.loss;
      series[at + stride] = frame.gradientNorm;
      series[at + 2 * stride] = frame.clipFactor;
      series[at + 3 * stride] = Math.sqrt(frame.updateSquares / frame.updateLength);
      series[at + 4 * stride] = frame.largestLogit;
      series[at + 5 * stride] = frame.logZ;
      series[at + 6 * stride] = frame.sharpness;
      series[at + 7 * stride] = frame.sharpnessLast;
      if (siteStep >= 0 && siteRow >= SITE_STATISTICS.length) {
        stepper.writeSites(sites, (lane * siteSteps.length + siteStep) * siteRow);
      }
      if (frame.nonfinite !== null) {
        ended.push({ lane, step: fromStep + i, tensor: frame.nonfinite });
        break;
      }
    }
  }
  return ended;
}

function evaluate(request: Extract<Request, { kind: 'evaluate' }>): void {
  const { slots, seeds, offsets, next, batches, losses } = request;
  const stepper = steppers[request.program]!;
  const lanes = slots.length;
  const batch = offsets.length / (lanes * batches);
  for (let lane = Atomics.add(next, 0, 1); lane < lanes; lane = Atomics.add(next, 0, 1)) {
    stepper.select(slots[lane]!, seeds[lane]!);
    let sum = 0;
    for (let i = 0; i < batches; i++) {
      stepper.load(offsets, (lane * batches + i) * batch);
      sum += stepper.evaluate();
    }
    losses[lane] = sum / batches;
  }
}

parentPort!.on('message', (request: Request) => {
  let reply: Reply;
  try {
    reply = { ok: true, ended: handle(request) };
  } catch (error) {
    reply = { ok: false, message: error instanceof Error ? error.message : String(error) };
  }
  parentPort!.postMessage(reply);
});
