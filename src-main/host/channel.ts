// Messages between two processes over a pipe that both have open. Either end may run on another V8.
import type { Duplex } from 'node:stream';
import { Assembler, piecesOf } from '../wire/stream.ts';

/** Bytes of one write: some systems take no more than 4 GB at once. */
const LARGEST_WRITE = 64 << 20;

/**
 * Says what each message was, and when the other end is gone. Returns how to send: typed arrays are read as the pipe takes them,
 * so whoever sends them must not change them any more. It throws a TypeError naming what cannot be sent.
 */
export function openChannel<Out, In>(
  pipe: Duplex,
  receive: (message: In) => void,
  gone: () => void = () => undefined,
): (message: Out) => void {
  const assembler = new Assembler((message) => receive(message as In));
  pipe.on('data', (chunk: Buffer) => assembler.take(chunk));
  // What cannot be written or read any more is told by the end of the pipe.
  pipe.on('error', () => pipe.destroy());
  pipe.on('close', gone);

  return (message) => {
    const pieces = piecesOf(message);
    if (!pipe.writable) return;
    for (const piece of pieces) {
      for (let at = 0; at < piece.length; at += LARGEST_WRITE) {
        pipe.write(piece.subarray(at, at + LARGEST_WRITE));
      }
    }
  };
}
