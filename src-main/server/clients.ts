// The clients that are connected: events go to all of them, a client that has gone is noticed, and what waits for those that
// do not read is bounded, so that none can fill the memory. What a client asks is in calls.ts.
import type { WebSocket } from 'ws';
import { log } from '../diagnosis/log.ts';
import type { ServerMessage } from '../contract/contract.ts';
import type { Router } from '../api/router.ts';
import { encode, type Packet } from '../wire/packet.ts';
import { Calls, type Rights } from './calls.ts';
import { Turns } from './turns.ts';

export const MOST_CLIENTS = 64;
/** Bytes that may wait for one client and for all of them before the next message; the slowest client is then cut off. */
const LARGEST_BACKLOG = 256 * 1024 * 1024;
const LARGEST_TOTAL = 512 * 1024 * 1024;
/** While so many bytes wait for a client, nothing more is read from it. */
const PAUSING_BACKLOG = 4 * 1024 * 1024;
/** Milliseconds within which a client shows that it is there: it answers a ping, or takes some of what waits for it. */
const BEAT = 30_000;

/** Of a closed WebSocket: the message breaks a rule. */
const POLICY_VIOLATION = 1008;

interface Client {
  readonly socket: WebSocket;
  readonly calls: Calls;
  wasHeard: boolean;
  /** At the last beat. */
  backlog: number;
}

export class Clients {
  readonly #router: Router;
  readonly #rights: Rights;
  readonly #clients = new Set<Client>();
  readonly #turns = new Turns();
  readonly #unsubscribe: () => void;
  readonly #beat: NodeJS.Timeout;

  constructor(router: Router, rights: Rights, beat = BEAT) {
    this.#router = router;
    this.#rights = rights;
    this.#unsubscribe = router.subscribe((event) => {
      const packet = encode({ kind: 'event', event } satisfies ServerMessage);
      for (const client of this.#clients) this.#send(client, packet);
    });
    this.#beat = setInterval(() => this.#checkAll(), beat).unref();
  }

  get isFull(): boolean {
    return this.#clients.size >= MOST_CLIENTS;
  }

  admit(socket: WebSocket): void {
    const answers = {
      send: (packet: Packet) => this.#send(client, packet),
      isReading: () => socket.bufferedAmount <= PAUSING_BACKLOG,
    };
    const calls = new Calls(answers, this.#router, this.#rights, this.#turns);
    const client: Client = { socket, calls, wasHeard: true, backlog: 0 };
    this.#clients.add(client);
    log.info(`A client comes; there are ${this.#clients.size}.`);
    socket.on('close', () => {
      calls.end();
      this.#clients.delete(client);
      log.info(`A client goes; there are ${this.#clients.size}.`);
    });
    // The library closes a socket that breaks the protocol; nothing more is to be done.
    socket.on('error', () => socket.terminate());
    socket.on('pong', () => (client.wasHeard = true));
    socket.on('message', (data: Buffer<ArrayBuffer>, isBinary) => {
      if (!calls.take(data, isBinary)) socket.close(POLICY_VIOLATION, 'not a call');
    });
  }

  close(): void {
    clearInterval(this.#beat);
    this.#unsubscribe();
    for (const { socket } of this.#clients) socket.terminate();
  }

  #send({ socket, calls }: Client, packet: Packet): void {
    if (socket.bufferedAmount > LARGEST_BACKLOG) cutOff(socket, 'reads too slowly');
    this.#boundTotal();
    if (socket.readyState !== socket.OPEN) return;
    socket.send(packet, () => {
      if (socket.bufferedAmount > PAUSING_BACKLOG) return;
      socket.resume();
      calls.goOn();
    });
    if (socket.bufferedAmount > PAUSING_BACKLOG) socket.pause();
  }

  #boundTotal(): void {
    const sockets = [...this.#clients].map(({ socket }) => socket);
    const total = sockets.reduce((sum, { bufferedAmount }) => sum + bufferedAmount, 0);
    if (total <= LARGEST_TOTAL) return;
    const slower = (one: WebSocket, other: WebSocket) =>
      other.bufferedAmount > one.bufferedAmount ? other : one;
    cutOff(sockets.reduce(slower), 'is the slowest of many');
  }

  #checkAll(): void {
    for (const client of this.#clients) {
      const { socket, wasHeard, backlog } = client;
      if (!wasHeard && socket.bufferedAmount >= backlog) {
        cutOff(socket, 'shows no sign of life');
        continue;
      }
      client.wasHeard = false;
      client.backlog = socket.bufferedAmount;
      socket.ping();
    }
  }
}

function cutOff(socket: WebSocket, why: string): void {
  log.warn(`A client is cut off: it ${why}.`);
  socket.terminate();
}
