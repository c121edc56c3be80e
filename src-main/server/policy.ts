// Who may talk to the server, decided from the headers of a request: the right Host (so that no foreign name can be bound to
// this address), the page's own Origin, and the token. Pure.
import { timingSafeEqual } from 'node:crypto';

export interface Gate {
  /** Names and addresses under which the server is reached, without the port. */
  readonly hosts: readonly string[];
  readonly port: number;
  readonly token: string;
}

/** IPv4 and IPv6 loopback, and the name every machine has for them. */
export const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]'] as const;

export function isKnownHost({ hosts, port }: Gate, header: string | undefined): boolean {
  return hosts.some((host) => header === `${host}:${port}`);
}

/** A WebSocket is opened by the server's own page alone; programs that send no Origin have no token either. */
export function isOwnOrigin({ hosts, port }: Gate, header: string | undefined): boolean {
  return hosts.some((host) => header === `http://${host}:${port}`);
}

/** Compares in constant time. */
export function isRightToken({ token }: Gate, given: string | null): boolean {
  const [own, other] = [Buffer.from(token), Buffer.from(given ?? '')];
  return own.length === other.length && timingSafeEqual(own, other);
}
