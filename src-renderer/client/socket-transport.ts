// A browser: calls and events go over one WebSocket to the server this page came from, opened again when it breaks. Calls
// that were under way then fail; whoever made them asks again.
import type { Answer, ApiEvent, ClientMessage, ServerMessage } from '../../src-main/contract/contract.ts';
import { decode, encode } from '../../src-main/wire/packet.ts';
import type { Connection, Transport } from './transport.ts';

const FIRST_WAIT = 300;
const LONGEST_WAIT = 5000;

export function socketTransport(token: string): Transport {
  const address = new URL('api', location.href.replace(/#.*$/, '').replace(/^http/, 'ws'));
  address.searchParams.set('token', token);
  const pending = new Map<number, (answer: Answer) => void>();
  const eventListeners = new Set<(event: ApiEvent) => void>();
  const connectionListeners = new Set<(connection: Connection) => void>();
  let connection: Connection = 'connecting';
  let nextId = 1;
  let wait = FIRST_WAIT;
  let socket: WebSocket;
  let opened: Promise<void>;

  function become(next: Connection): void {
    connection = next;
    connectionListeners.forEach((listener) => listener(next));
  }
  function failPending(): void {
    const error = { code: 'internal', message: 'The connection to Precipice was lost.' } as const;
    pending.forEach((settle) => settle({ kind: 'error', error }));
    pending.clear();
  }
  function connect(): void {
    socket = new WebSocket(address);
    socket.binaryType = 'arraybuffer';
    opened = new Promise((resolve) => {
      socket.addEventListener('open', () => {
        wait = FIRST_WAIT;
        become('open');
        resolve();
      });
      socket.addEventListener('close', () => {
        become('lost');
        resolve();
        failPending();
        setTimeout(connect, wait);
        wait = Math.min(LONGEST_WAIT, 2 * wait);
      });
    });
    socket.addEventListener('message', ({ data }: MessageEvent<string | ArrayBuffer>) =>
      receive(decode(typeof data === 'string' ? data : new Uint8Array(data)) as ServerMessage),
    );
  }
  function receive(message: ServerMessage): void {
    if (message.kind === 'event') return eventListeners.forEach((listener) => listener(message.event));
    const settle = pending.get(message.id);
    pending.delete(message.id);
    settle?.(message);
  }
  connect();

  return {
    async call(procedure, input) {
      await opened;
      if (socket.readyState !== WebSocket.OPEN) {
        return { kind: 'error', error: { code: 'internal', message: 'Precipice cannot be reached.' } };
      }
      const message: ClientMessage = { id: nextId++, procedure, input };
      return new Promise((resolve) => {
        pending.set(message.id, resolve);
        socket.send(encode(message));
      });
    },
    onEvent(listener) {
      eventListeners.add(listener);
      return () => eventListeners.delete(listener);
    },
    onConnection(listener) {
      listener(connection);
      connectionListeners.add(listener);
      return () => connectionListeners.delete(listener);
    },
    pathOf: () => null,
  };
}
