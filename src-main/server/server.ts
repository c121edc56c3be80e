// The app over HTTP and WebSocket for a browser on this machine (or, if told so, on others). It serves the built renderer
// and carries the router; what may pass is decided in policy.ts.
import { randomBytes } from 'node:crypto';
import { createServer, STATUS_CODES, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { LARGEST_UPLOAD } from '../api/contract.ts';
import { SECURITY_HEADERS } from '../api/page-headers.ts';
import { readPages, type Page } from '../api/pages.ts';
import type { Router } from '../api/router.ts';
import { isKnownHost, isOwnOrigin, isRightToken, LOOPBACK, type Gate } from './policy.ts';
import { serveClient } from './socket.ts';

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

const MOST_CLIENTS = 100;
/** Base64 makes an upload a third larger. */
const LARGEST_FRAME = Math.ceil(1.4 * LARGEST_UPLOAD);

/** @throws Error with one sentence where the address is taken or not allowed. */
export async function startServer(settings: ServerSettings): Promise<RunningServer> {
  const { router, host, readOnly } = settings;
  const pages = readPages(settings.pages);
  const token = randomBytes(24).toString('base64url');
  const server = createServer((request, response) => respond(request, response, pages, gate()));
  const sockets = new WebSocketServer({ noServer: true, maxPayload: LARGEST_FRAME });
  const gate = (): Gate => ({
    hosts: [...new Set([...LOOPBACK, hostName(host)])],
    port: (server.address() as AddressInfo).port,
    token,
  });

  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const status = upgradeStatus(request, gate(), sockets.clients.size);
    if (status !== 101) return refuse(socket, status);
    sockets.handleUpgrade(request, socket, head, (client) => serveClient(client, router, { readOnly }));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(new Error(`Cannot listen on ${host}:${settings.port} (${error.code ?? error.message}).`)),
    );
    server.listen(settings.port, host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://${hostName(host)}:${port}/#token=${token}`,
    port,
    token,
    close: async () => {
      for (const client of sockets.clients) client.terminate();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function hostName(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
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

function upgradeStatus(request: IncomingMessage, gate: Gate, clients: number): number {
  if (!isKnownHost(gate, request.headers.host)) return 421;
  if (!isOwnOrigin(gate, request.headers.origin)) return 403;
  const [route, query] = (request.url ?? '').split('?');
  if (route !== '/api') return 404;
  if (!isRightToken(gate, new URLSearchParams(query).get('token'))) return 401;
  return clients < MOST_CLIENTS ? 101 : 503;
}

function refuse(socket: Duplex, status: number): void {
  socket.on('error', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
