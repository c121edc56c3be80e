// Messages between two processes over a pipe that both have open: frames one after the other, each behind its length and a byte
// that says whether it is text. Either end may run on another V8.
import type { Duplex } from 'node:stream';
import { decode, encode, type Bytes } from '../wire/frame.ts';

const TEXT = 0;
const BINARY = 1;
/** Length (uint32, little-endian) and kind. */
const HEAD_BYTES = 5;

/** Says what each message was, and when the other end is gone. Returns how to send. */
export function openChannel<Out, In>(
  pipe: Duplex,
  receive: (message: In) => void,
  gone: () => void = () => undefined,
): (message: Out) => void {
  let waiting: Buffer[] = [];
  let received = 0;
  /** The next bytes, once so many are there. */
  const take = (bytes: number): Buffer | null => {
    if (received < bytes) return null;
    const all = waiting.length === 1 ? waiting[0]! : Buffer.concat(waiting);
    waiting = all.length > bytes ? [all.subarray(bytes)] : [];
    received -= bytes;
    return all.subarray(0, bytes);
  };
  let head: Buffer | null = null;
  pipe.on('data', (chunk: Buffer) => {
    waiting.push(chunk);
    received += chunk.length;
    for (;;) {
      head ??= take(HEAD_BYTES);
      const frame = head && take(head.readUInt32LE(0));
      if (!head || !frame) return;
      const isText = head.readUInt8(4) === TEXT;
      head = null;
      receive(decode(isText ? frame.toString('utf8') : (frame as Bytes)) as In);
    }
  });
  // What cannot be written or read any more is told by the end of the pipe.
  pipe.on('error', () => pipe.destroy());
  pipe.on('close', gone);

  return (message) => {
    if (!pipe.writable) return;
    const frame = encode(message);
    const bytes = typeof frame === 'string' ? Buffer.from(frame, 'utf8') : frame;
    const start = Buffer.alloc(HEAD_BYTES);
    start.writeUInt32LE(bytes.length, 0);
    start.writeUInt8(typeof frame === 'string' ? TEXT : BINARY, 4);
    pipe.write(start);
    pipe.write(bytes);
  };
}
