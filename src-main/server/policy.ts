// Who may talk to the server, decided from the headers of a request: the right Host (so that no foreign name can be bound to
// this address), the page's own Origin, and the token. Pure.
import { timingSafeEqual } from 'node:crypto';
import type { NetworkInterfaceInfo } from 'node:os';

export interface Gate {
  /** Names and addresses under which the server is reached, without the port. */
  readonly names: readonly string[];
  readonly port: number;
  readonly token: string;
}

type Interfaces = Readonly<Record<string, readonly NetworkInterfaceInfo[] | undefined>>;

/** IPv4 and IPv6 loopback, and the name every machine has for them. */
const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]'] as const;
/** Addresses to listen on that stand for every address of the machine. */
const EVERY_ADDRESS = ['0.0.0.0', '::'];
/** Browsers leave it out of Host and Origin. */
const HTTP_PORT = 80;

/** Whether nothing but this machine reaches a server that listens on this address. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

/** An address as it stands in a URL. */
function nameOf(host: string): string {
  return host.includes(':') ? `[${host}]` : host.toLowerCase();
}

/**
 * Under which names a server on `host` is reached, the one to tell a person first. A server on every address has those of
 * the network cards (of `os.networkInterfaces()`) and the machine's name, and no other: a name that an attacker binds to the
 * machine's address is not among them.
 */
export function namesOf(host: string, interfaces: Interfaces, machine: string): readonly string[] {
  if (!EVERY_ADDRESS.includes(host)) return [...new Set([nameOf(host), ...LOOPBACK])];
  const outside = Object.values(interfaces).flatMap((cards) =>
    (cards ?? []).filter((card) => !card.internal),
  );
  // A link-local address holds only together with the name of a card, which no URL can say.
  const reached = outside.filter(({ address }) => !address.startsWith('fe80:'));
  const byFamily = (family: string) => reached.filter((card) => card.family === family);
  const addresses = [...byFamily('IPv4'), ...byFamily('IPv6')].map(({ address }) => nameOf(address));
  return [...new Set([...addresses, machine.toLowerCase(), ...LOOPBACK])];
}

export function isKnownHost({ names, port }: Gate, header: string | undefined): boolean {
  return header !== undefined && authorities(names, port).includes(header.toLowerCase());
}

/** A WebSocket is opened by the server's own page alone; programs that send no Origin have no token either. */
export function isOwnOrigin({ names, port }: Gate, header: string | undefined): boolean {
  return authorities(names, port).some((authority) => header === `http://${authority}`);
}

/** Compares in constant time. */
export function isRightToken({ token }: Gate, given: string | null): boolean {
  const [own, other] = [Buffer.from(token), Buffer.from(given ?? '')];
  return own.length === other.length && timingSafeEqual(own, other);
}

function authorities(names: readonly string[], port: number): string[] {
  return names.flatMap((name) => [`${name}:${port}`, ...(port === HTTP_PORT ? [name] : [])]);
}
