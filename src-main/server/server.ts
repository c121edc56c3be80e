// The app over HTTP and WebSocket for a browser on this machine (or, if told so, on others). It serves the built renderer
// and carries the router; what may pass is decided in policy.ts, who is connected is kept in clients.ts.
import { randomBytes } from 'node:crypto';
import {
  createServer,
  STATUS_CODES,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { hostname, networkInterfaces } from 'node:os';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { log } from '../diagnosis/log.ts';
import { LARGEST_UPLOAD } from '../contract/contract.ts';
import { SECURITY_HEADERS } from '../api/page-headers.ts';
import { readPages, type Page } from '../api/pages.ts';
import type { Router } from '../api/router.ts';
import { Clients } from './clients.ts';
import { isKnownHost, isLoopback, isOwnOrigin, isRightToken, namesOf, type Gate } from './policy.ts';

export interface ServerSettings {
  readonly router: Router;
  /** Folder of the built renderer. */
  readonly pages: string;
  /** Address to listen on; loopback unless the user says otherwise. */
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly readOnly: boolean;
}

export interface RunningServer {
  /** What a person opens; holds the token. */
  readonly address: string;
  readonly port: number;
  readonly token: string;
  close(): Promise<void>;
}

/** A file, and the call that it comes with. */
const LARGEST_PACKET = LARGEST_UPLOAD + 1024 * 1024;
/** Connections of every kind; what comes beyond them is closed at once. */
const MOST_CONNECTIONS = 2000;
/** Milliseconds for the headers of a request, for the whole of it, and between two checks of that. */
const SLOWEST = { headersTimeout: 5000, requestTimeout: 10_000, connectionsCheckingInterval: 1000 };

/** @throws Error with one sentence where the address is taken or not allowed. */
export async function startServer(settings: ServerSettings): Promise<RunningServer> {
  const { router, host, readOnly } = settings;
  const pages = readPages(settings.pages);
  const token = randomBytes(24).toString('base64url');
  const names = namesOf(host, networkInterfaces(), hostname());
  const server = createServer(SLOWEST, (request, response) => respond(request, response, pages, gate()));
  server.maxConnections = MOST_CONNECTIONS;
  const gate = (): Gate => ({ names, port: (server.address() as AddressInfo).port, token });
  await listening(server, settings);
  server.on('error', (error) => log.error('The server goes on after an error', error));
  log.info(`Listening on ${isLoopback(host) ? 'loopback' : 'the network'}${readOnly ? ', read-only' : ''}.`);

  const clients = new Clients(router, { readOnly });
  const sockets = new WebSocketServer({ noServer: true, maxPayload: LARGEST_PACKET, clientTracking: false });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const status = upgradeStatus(request, gate(), clients.isFull);
    if (status !== 101) return refuse(socket, status);
    sockets.handleUpgrade(request, socket, head, (client) => clients.admit(client));
  });
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://${names[0]}:${port}/#token=${token}`,
    port,
    token,
    close: async () => {
      clients.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function listening(server: Server, { host, port }: ServerSettings): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(new Error(`Cannot listen on ${host}:${port} (${error.code ?? error.message}).`)),
    );
    server.listen(port, host, resolve);
  });
}

function respond(
  request: IncomingMessage,
  response: ServerResponse,
  pages: ReadonlyMap<string, Page>,
  gate: Gate,
): void {
  const answer = (status: number, text: string) => {
    response.writeHead(status, { ...SECURITY_HEADERS, 'content-type': 'text/plain; charset=utf-8' });
    response.end(`${text}\n`);
  };
  if (!isKnownHost(gate, request.headers.host)) return answer(421, 'This is not the host you asked for.');
  if (request.method !== 'GET' && request.method !== 'HEAD') return answer(405, 'Only GET is served here.');
  const page = pages.get((request.url ?? '/').split(/[?#]/)[0]!);
  if (!page) return answer(404, 'There is no such page.');
  response.writeHead(200, {
    ...SECURITY_HEADERS,
    'content-type': page.mediaType,
    'content-length': page.bytes.length,
    'cache-control': page.isImmutable ? 'max-age=31536000, immutable' : 'no-cache',
  });
  response.end(request.method === 'HEAD' ? undefined : page.bytes);
}

function upgradeStatus(request: IncomingMessage, gate: Gate, isFull: boolean): number {
  if (!isKnownHost(gate, request.headers.host)) return 421;
  if (!isOwnOrigin(gate, request.headers.origin)) return 403;
  const [route, query] = (request.url ?? '').split('?');
  if (route !== '/api') return 404;
  if (!isRightToken(gate, new URLSearchParams(query).get('token'))) return 401;
  return isFull ? 503 : 101;
}

function refuse(socket: Duplex, status: number): void {
  socket.on('error', () => socket.destroy());
  // Who does not close his end would keep the connection for ever.
  socket.once('finish', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
