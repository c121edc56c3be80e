// Answers the requests of the parent process with one device, which it opens when it is told to.
import { log } from '../diagnosis/log.ts';
import { CheckpointError } from '../engine/checkpoint.ts';
import type { Corpus } from '../engine/corpus.ts';
import { OutOfMemoryError, type Device } from '../engine/device.ts';
import { probe } from '../engine/probe.ts';
import { train } from '../engine/train.ts';
import { measureSpeed, messageOf, stopwatch } from './measure.ts';
import { openParentChannel } from './plain-process.ts';
import { openCorpus } from '../tokens/stored-corpus.ts';
import type { Fault, FromHost, OpenSettings, Request, RequestKind, Results, ToHost } from './protocol.ts';

/** What a request under way waits for from the parent: whether a part was taken, or a part. */
type Reply = Extract<ToHost, { readonly kind: 'taken' | 'part' }>;

interface UnderWay {
  readonly controller: AbortController;
  reply: ((reply: Reply) => void) | null;
}

export function serve(open: (settings: OpenSettings) => Promise<Device>): void {
  let opened: { readonly device: Device; readonly corpus: Corpus } | null = null;
  const underWay = new Map<number, UnderWay>();
  const send = openParentChannel<FromHost, ToHost>(receive);

  function device() {
    if (!opened) throw new Error('No device is open.');
    return opened;
  }

  async function handle(id: number, request: Request, signal: AbortSignal): Promise<Results[RequestKind]> {
    switch (request.kind) {
      case 'open': {
        const corpus = openCorpus(request.settings.corpus);
        opened = { device: await open(request.settings), corpus };
        return device().device.describe();
      }
      case 'measure':
        return measureSpeed(device().device, request.job, device().corpus, request.seconds, signal);
      case 'train': {
        const lap = stopwatch();
        return train(device().device, request.job, device().corpus, {
          onProgress: (progress) => {
            const { processorSeconds } = lap();
            send({ kind: 'progress', id, progress: { ...progress, processorSeconds } });
          },
          onCheckpoint: (parts) => sendCheckpoint(id, parts),
          checkpointSeconds: request.checkpointSeconds,
          ...(request.from !== null && { from: partsOf(id, request.from) }),
          signal,
        });
      }
      case 'probe':
        return probe(device().device, request.job, device().corpus, request.recipes, request.every, {
          onStep: (step) =>
            send({
              kind: 'progress',
              id,
              progress: { step, lanesActive: 1, laneSteps: 0, processorSeconds: 0 },
            }),
          signal,
        });
    }
  }

  /** Waits until the parent has answered. */
  function ask(message: FromHost): Promise<Reply> {
    const { promise, resolve } = Promise.withResolvers<Reply>();
    underWay.get(message.id)!.reply = resolve;
    send(message);
    return promise;
  }

  /** A checkpoint that cannot be made, or kept, is told and costs nothing else. */
  async function sendCheckpoint(id: number, parts: AsyncIterable<Uint8Array>): Promise<void> {
    let problem: string | null = null;
    try {
      for await (const bytes of parts) {
        const reply = await ask({ kind: 'checkpoint-part', id, bytes });
        if (reply.kind === 'taken' && !reply.goOn) return;
      }
    } catch (error) {
      log.warn(`A checkpoint could not be made: ${messageOf(error)}`);
      problem = messageOf(error);
    }
    await ask({ kind: 'checkpoint-end', id, problem });
  }

  async function* partsOf(id: number, count: number): AsyncGenerator<Uint8Array, void, void> {
    for (let number = 0; number < count; number++) {
      const reply = await ask({ kind: 'part-wanted', id, number });
      if (reply.kind !== 'part' || reply.bytes === null) {
        throw new CheckpointError(`Part ${number + 1} of ${count} of the checkpoint cannot be read.`);
      }
      yield reply.bytes;
    }
  }

  function receive(message: ToHost): void {
    const { id } = message;
    if (message.kind === 'cancel') return underWay.get(id)?.controller.abort();
    if (message.kind !== 'request') return underWay.get(id)?.reply?.(message);
    const controller = new AbortController();
    underWay.set(id, { controller, reply: null });
    handle(id, message.request, controller.signal)
      .then(
        (result) => send({ kind: 'result', id, result }),
        (error: unknown) => {
          // A device that is missing is no fault.
          if (message.request.kind === 'open') log.info(messageOf(error));
          else if (!controller.signal.aborted) log.error(`The host could not ${message.request.kind}`, error);
          send({ kind: 'error', id, message: messageOf(error), fault: faultOf(error) });
        },
      )
      .finally(() => underWay.delete(id));
  }
}

function faultOf(error: unknown): Fault {
  if (error instanceof OutOfMemoryError) return 'memory';
  return error instanceof CheckpointError ? 'checkpoint' : 'other';
}
