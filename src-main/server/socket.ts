// One client on a WebSocket: its calls go to the router, the router's events go to it. A client that does not read is cut
// off, so that it cannot fill the memory.
import type { WebSocket } from 'ws';
import type { ApiEvent, ServerMessage } from '../api/contract.ts';
import type { Router } from '../api/router.ts';
import { decode, encode } from '../api/wire.ts';

/** Bytes that may wait for a client that reads slowly. */
const LARGEST_BACKLOG = 256 * 1024 * 1024;
/** Calls of one client that may be under way. */
const MOST_CALLS = 64;

export function serveClient(socket: WebSocket, router: Router, rights: { readonly readOnly: boolean }): void {
  let underWay = 0;
  const send = (message: ServerMessage) => {
    if (socket.bufferedAmount > LARGEST_BACKLOG) return socket.terminate();
    if (socket.readyState === socket.OPEN) socket.send(encode(message));
  };
  const unsubscribe = router.subscribe((event: ApiEvent) => send({ kind: 'event', event }));
  socket.on('close', unsubscribe);
  // The library closes a socket that breaks the protocol; nothing more is to be done.
  socket.on('error', () => socket.terminate());
  socket.on('message', (data, isBinary) => {
    const call = isBinary ? null : readCall((data as Buffer).toString('utf8'));
    if (call === null) return socket.close(1008, 'not a call');
    const { id, procedure, input } = call;
    if (underWay >= MOST_CALLS) {
      const message = `At most ${MOST_CALLS} calls may be under way at once.`;
      return send({ kind: 'error', id, error: { code: 'busy', message } });
    }
    underWay++;
    void router.call(procedure, input, rights).then((answer) => {
      underWay--;
      send({ id, ...answer });
    });
  });
}

function readCall(text: string): { id: number; procedure: string; input: unknown } | null {
  let message: unknown;
  try {
    message = decode(text);
  } catch {
    return null;
  }
  if (typeof message !== 'object' || message === null) return null;
  const { id, procedure, input } = message as Readonly<Record<string, unknown>>;
  return Number.isSafeInteger(id) && typeof procedure === 'string'
    ? { id: id as number, procedure, input }
    : null;
}
