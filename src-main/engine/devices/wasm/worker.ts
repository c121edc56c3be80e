// One thread of the wasm device: takes lanes one after the other and runs all their steps of a request.
import { parentPort, workerData } from 'node:worker_threads';
import { Recorder, type Ended } from '../kit/recorder.ts';
import { instantiateKernels } from './kernels.ts';
import type { Lanes, Reply, Request, WorkerSetup } from './messages.ts';
import { Stepper } from './stepper.ts';

const { module, blas } = workerData as WorkerSetup;
const loadSgemm = blas && (await import('../blas/library.ts')).loadSgemm;
/** Of each memory, by program. */
let steppers: readonly (readonly Stepper[])[] = [];

function handle(request: Request): readonly Ended[] {
  switch (request.kind) {
    case 'open': {
      const { programs, layout, memories, thread } = request;
      steppers = memories.map((memory, at) => {
        const kernels = instantiateKernels(module, memory);
        const multiplier = blas && { ...blas, sgemm: loadSgemm!(blas.library, memory.buffer) };
        const code = { kernels, blas: multiplier };
        const own = layout.memories[at]!;
        const workspace = memories.length === 1 ? thread : 0;
        return programs.map((_, index) => new Stepper(programs, index, own, memory, workspace, code));
      });
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
  const { sequences, learningRates, plan, arrays } = request;
  const { fromStep, steps } = plan;
  const recorder = new Recorder(plan, arrays);
  for (const { lane, stepper } of taken(request)) {
    for (let i = 0; i < steps && !recorder.hasEnded(lane); i++) {
      const at = lane * steps + i;
      const step = fromStep + i;
      stepper.train(sequences, at, step, learningRates[at]!, recorder.isCounted(step));
      recorder.add(lane, step, stepper.laneStep.report);
    }
  }
  return recorder.ended;
}

function evaluate(request: Extract<Request, { kind: 'evaluate' }>): void {
  const { sequences, batches, losses } = request;
  for (const { lane, stepper } of taken(request)) {
    let sum = 0;
    for (let i = 0; i < batches; i++) {
      sum += stepper.evaluate(sequences, lane * batches + i);
    }
    losses[lane] = sum / batches;
  }
}

/** The lanes that fall to this thread, one after the other, each with the stepper that has been set to it. */
function* taken({ program, lanes, turns, next }: Lanes): Generator<{ lane: number; stepper: Stepper }> {
  for (let turn = Atomics.add(next, 0, 1); turn < turns.length; turn = Atomics.add(next, 0, 1)) {
    for (const lane of turns[turn]!) {
      const { memory, slot, seed } = lanes[lane]!;
      const stepper = steppers[memory]![program]!;
      stepper.select(slot, seed);
      yield { lane, stepper };
    }
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
