// The host process: owns one device, trains what it is asked to, and ends with its parent. A crash of a device costs this
// process, never the program; supervisor.ts starts it again.
import { deserialize, serialize } from 'node:v8';
import { continueLog, log } from '../diagnosis/log.ts';
import type { JobCheckpoint } from '../engine/checkpoint.ts';
import type { Corpus } from '../engine/corpus.ts';
import { OutOfMemoryError, type Device } from '../engine/device.ts';
import { probe } from '../engine/probe.ts';
import { train } from '../engine/train.ts';
import { chooseDevice, measureSpeed, messageOf } from './measure.ts';
import { openParentChannel } from './plain-process.ts';
import type { FromHost, Request, RequestKind, Results, ToHost } from './protocol.ts';

continueLog('host');
process.on('uncaughtExceptionMonitor', (error) => log.error('The host breaks', error));

let opened: { readonly device: Device; readonly corpus: Corpus } | null = null;
const running = new Map<number, AbortController>();

function device() {
  if (!opened) throw new Error('No device is open.');
  return opened;
}

async function handle(id: number, request: Request, signal: AbortSignal): Promise<Results[RequestKind]> {
  switch (request.kind) {
    case 'open': {
      const chosen = await chooseDevice(request.settings);
      opened = { device: chosen.device, corpus: request.settings.corpus };
      return { description: chosen.device.describe(), candidates: chosen.candidates };
    }
    case 'measure':
      return measureSpeed(device().device, request.job, device().corpus, request.seconds);
    case 'train':
      return train(device().device, request.job, device().corpus, {
        onProgress: (progress) => send({ kind: 'progress', id, progress }),
        onCheckpoint: (checkpoint) => send({ kind: 'checkpoint', id, state: serialize(checkpoint) }),
        checkpointSeconds: request.checkpointSeconds,
        ...(request.from && { from: deserialize(request.from) as JobCheckpoint }),
        signal,
      });
    case 'probe':
      return probe(device().device, request.job, device().corpus, request.recipes, request.every, {
        onStep: (step) => send({ kind: 'progress', id, progress: { step, lanesActive: 1, laneSteps: 0 } }),
        signal,
      });
  }
}

const send = openParentChannel<FromHost, ToHost>(receive);

function receive(message: ToHost): void {
  const { id } = message;
  if (message.kind === 'cancel') {
    running.get(id)?.abort();
    return;
  }
  const controller = new AbortController();
  running.set(id, controller);
  handle(id, message.request, controller.signal)
    .then(
      (result) => send({ kind: 'result', id, result }),
      (error: unknown) => {
        // A device that is missing is no fault.
        if (message.request.kind === 'open') log.info(messageOf(error));
        else if (!controller.signal.aborted) log.error(`The host could not ${message.request.kind}`, error);
        const outOfMemory = error instanceof OutOfMemoryError;
        send({ kind: 'error', id, message: messageOf(error), outOfMemory });
      },
    )
    .finally(() => running.delete(id));
}
