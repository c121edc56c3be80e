import { Duplex, PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { openChannel } from '../../src-main/host/channel.ts';

/** What comes out of a channel whose pipe carries the bytes in pieces of this size. */
async function carried(messages: readonly unknown[], piece: number): Promise<unknown[]> {
  const parts: Buffer[] = [];
  const written = new Duplex({
    read: () => undefined,
    write: (part: Buffer, _encoding, done) => {
      parts.push(part);
      done();
    },
  });
  const send = openChannel(written, () => undefined);
  for (const message of messages) send(message);
  const bytes = Buffer.concat(parts);
  const pipe = new PassThrough({ highWaterMark: bytes.length });
  const received: unknown[] = [];
  openChannel(pipe, (message) => received.push(message));
  for (let at = 0; at < bytes.length; at += piece) pipe.write(bytes.subarray(at, at + piece));
  await new Promise((resolve) => setImmediate(resolve));
  return received;
}

const MESSAGES = [
  { kind: 'request', id: 1, request: { corpus: Uint16Array.from([1, 2, 65535]), seed: -0, reason: null } },
  { kind: 'cancel', id: 1 },
  { kind: 'result', losses: Float32Array.from([NaN, 1.5]), state: new Uint8Array(), text: 'ü' },
  'a text',
];

test.each([1, 3, 7, 64, 1e9])(
  'messages come in order and whole, however the pipe cuts them: %d bytes',
  async (piece) => {
    expect(await carried(MESSAGES, piece)).toEqual(MESSAGES);
  },
);

test('the end of the pipe is told, and what is sent after it is dropped', async () => {
  const pipe = new PassThrough();
  let isGone = false;
  const send = openChannel(
    pipe,
    () => undefined,
    () => {
      isGone = true;
    },
  );
  pipe.destroy(new Error('EPIPE'));
  await new Promise((resolve) => setImmediate(resolve));
  expect(isGone).toBe(true);
  expect(() => send({ kind: 'late' })).not.toThrow();
});
