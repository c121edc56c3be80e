// The calls of one client: read from its packets, carried to the router one a turn, answered by number. A packet that is no call
// ends the connection; an answer is never the reason for one to end.
import type { ClientMessage, ServerMessage } from '../contract/contract.ts';
import type { Router } from '../api/router.ts';
import { decode, encode, textBytesOf, type Packet } from '../wire/packet.ts';
import type { Turns } from './turns.ts';

/** Calls of one client that may wait or be under way. */
const MOST_CALLS = 64;
/** Bytes of the JSON of a call. Files travel beside it and are not parsed, so that a call cannot fill the memory with values. */
const LARGEST_TEXT = 4 * 1024 * 1024;

export interface Rights {
  readonly readOnly: boolean;
}

interface Client {
  send(packet: Packet): void;
  /** Whether it has read enough of its answers to get another one. */
  isReading(): boolean;
}

export class Calls {
  readonly #client: Client;
  readonly #router: Router;
  readonly #rights: Rights;
  readonly #turns: Turns;
  readonly #waiting: ClientMessage[] = [];
  #underWay = 0;
  #hasTurn = false;

  constructor(client: Client, router: Router, rights: Rights, turns: Turns) {
    this.#client = client;
    this.#router = router;
    this.#rights = rights;
    this.#turns = turns;
  }

  /** Takes a packet; false where it is no call. */
  take(data: Buffer<ArrayBuffer>, isBinary: boolean): boolean {
    const call = readCall(data, isBinary);
    if (call === null) return false;
    if (this.#waiting.length + this.#underWay >= MOST_CALLS) {
      const message = `At most ${MOST_CALLS} calls may be under way at once.`;
      this.#client.send(encodeAnswer({ kind: 'error', id: call.id, error: { code: 'busy', message } }));
    } else {
      this.#waiting.push(call);
      this.goOn();
    }
    return true;
  }

  /** Starts what waits, in turn with other clients. To be called again when the client has read what it had not. */
  goOn(): void {
    if (this.#hasTurn || this.#waiting.length === 0 || !this.#client.isReading()) return;
    this.#hasTurn = true;
    this.#turns.add(() => {
      this.#hasTurn = false;
      const call = this.#waiting.shift();
      if (call) this.#start(call);
      this.goOn();
    });
  }

  /** The client has gone: what waits is forgotten. */
  end(): void {
    this.#waiting.length = 0;
  }

  #start({ id, procedure, input }: ClientMessage): void {
    this.#underWay++;
    void this.#router.call(procedure, input, this.#rights).then((answer) => {
      this.#underWay--;
      this.#client.send(encodeAnswer({ id, ...answer }));
    });
  }
}

type Answer = Exclude<ServerMessage, { readonly kind: 'event' }>;

/** A text has a largest length, which what is told of a very large study could exceed. */
function encodeAnswer(answer: Answer): Packet {
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
