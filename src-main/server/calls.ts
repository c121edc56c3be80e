// The calls of one client: read from its frames, carried to the router, answered by number. A frame that is no call ends the
// connection; an answer is never the reason for one to end.
import type { WebSocket } from 'ws';
import type { ClientMessage, ServerMessage } from '../api/contract.ts';
import type { Router } from '../api/router.ts';
import { decode, encode, textBytesOf, type Frame } from '../api/wire.ts';

/** Calls of one client that may be under way. */
const MOST_CALLS = 64;
/** Bytes of the JSON of a call. Files travel beside it and are not parsed, so that a call cannot fill the memory with values. */
const LARGEST_TEXT = 4 * 1024 * 1024;
/** Of a closed WebSocket: the message breaks a rule. */
const POLICY_VIOLATION = 1008;

export interface Rights {
  readonly readOnly: boolean;
}

export function answerCalls(
  socket: WebSocket,
  router: Router,
  rights: Rights,
  send: (frame: Frame) => void,
): void {
  let underWay = 0;
  socket.on('message', (data: Buffer<ArrayBuffer>, isBinary) => {
    const call = readCall(data, isBinary);
    if (call === null) return socket.close(POLICY_VIOLATION, 'not a call');
    const { id, procedure, input } = call;
    if (underWay >= MOST_CALLS) {
      const message = `At most ${MOST_CALLS} calls may be under way at once.`;
      return send(encodeAnswer({ kind: 'error', id, error: { code: 'busy', message } }));
    }
    underWay++;
    void router.call(procedure, input, rights).then((answer) => {
      underWay--;
      send(encodeAnswer({ id, ...answer }));
    });
  });
}

type Answer = Exclude<ServerMessage, { readonly kind: 'event' }>;

/** A text has a largest length, which what is told of a very large study could exceed. */
function encodeAnswer(answer: Answer): Frame {
  try {
    return encode(answer);
  } catch (error) {
    const message = `The answer cannot be sent to the page: ${(error as Error).message}.`;
    return encode({ kind: 'error', id: answer.id, error: { code: 'internal', message } } satisfies Answer);
  }
}

function readCall(data: Buffer<ArrayBuffer>, isBinary: boolean): ClientMessage | null {
  let message: unknown;
  try {
    if ((isBinary ? textBytesOf(data) : data.length) > LARGEST_TEXT) return null;
    message = decode(isBinary ? data : data.toString('utf8'));
  } catch {
    return null;
  }
  if (typeof message !== 'object' || message === null) return null;
  const { id, procedure, input } = message as Readonly<Record<string, unknown>>;
  return Number.isSafeInteger(id) && typeof procedure === 'string'
    ? { id: id as number, procedure, input }
    : null;
}
