// One thread of the wasm device: takes lanes one after the other and runs all their steps of a request.
import { parentPort, workerData } from 'node:worker_threads';
import { Recorder, type Ended } from '../kit/recorder.ts';
import { instantiateKernels } from './kernels.ts';
import type { Reply, Request, WorkerSetup } from './messages.ts';
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
  const { slots, seeds, sequences, next, learningRates, plan, arrays } = request;
  const { lanes, fromStep, steps } = plan;
  const stepper = steppers[request.program]!;
  const recorder = new Recorder(plan, arrays);
  for (let lane = Atomics.add(next, 0, 1); lane < lanes; lane = Atomics.add(next, 0, 1)) {
    stepper.select(slots[lane]!, seeds[lane]!);
    for (let i = 0; i < steps && !recorder.hasEnded(lane); i++) {
      const at = lane * steps + i;
      const step = fromStep + i;
      stepper.load(sequences, at);
      stepper.train(step, learningRates[at]!, recorder.isCounted(step));
      recorder.add(lane, step, stepper.laneStep.report);
    }
  }
  return recorder.ended;
}

function evaluate(request: Extract<Request, { kind: 'evaluate' }>): void {
  const { slots, seeds, sequences, next, batches, losses } = request;
  const stepper = steppers[request.program]!;
  const lanes = slots.length;
  for (let lane = Atomics.add(next, 0, 1); lane < lanes; lane = Atomics.add(next, 0, 1)) {
    stepper.select(slots[lane]!, seeds[lane]!);
    let sum = 0;
    for (let i = 0; i < batches; i++) {
      stepper.load(sequences, lane * batches + i);
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
