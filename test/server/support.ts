// A server on a temporary library and a folder of pages made by hand, and clients that talk to it by HTTP, by WebSocket, or
// byte by byte. No claims here.
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect, type Socket } from 'node:net';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import type { ServerMessage } from '../../src-main/contract/contract.ts';
import type { Router } from '../../src-main/api/router.ts';
import { decode } from '../../src-main/wire/packet.ts';
import { startServer, type RunningServer } from '../../src-main/server/server.ts';
import { temporaryFolder, testCore } from '../api/support.ts';

export interface ServeOptions {
  readonly readOnly?: boolean;
  readonly router?: Router;
  readonly host?: string;
}

/** Pages `/` and `/assets/a-1.js`; beside their folder lies secret.js, and links in the folder lead to it. */
export async function serve({
  readOnly = false,
  host = '127.0.0.1',
  router = testCore(readOnly).router,
}: ServeOptions = {}): Promise<RunningServer> {
  const pages = path.join(temporaryFolder(), 'pages');
  const outside = path.join(pages, '..', 'outside');
  for (const folder of [path.join(pages, 'assets'), outside]) mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(pages, 'index.html'), '<!doctype html>');
  writeFileSync(path.join(pages, 'assets/a-1.js'), '1');
  writeFileSync(path.join(pages, '..', 'secret.js'), 'secret');
  writeFileSync(path.join(outside, 'secret.js'), 'secret');
  symlinkSync(path.join(pages, '..', 'secret.js'), path.join(pages, 'link.js'));
  symlinkSync(outside, path.join(pages, 'linked'));
  const server = await startServer({ router, pages, host, port: 0, readOnly });
  onTestFinished(() => server.close());
  return server;
}

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

export function get(
  { port }: RunningServer,
  target: string,
  headers: Record<string, string> = {},
  method = 'GET',
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const host = `127.0.0.1:${port}`;
    request({ port, path: target, method, headers: { host, ...headers } }, (response) => {
      let body = '';
      response.on('data', (part: Buffer) => (body += part.toString()));
      response.on('end', () => resolve({ status: response.statusCode!, headers: response.headers, body }));
    })
      .on('error', reject)
      .end();
  });
}

/** Everything that comes back for these bytes until the server closes the connection. */
export function exchange({ port }: RunningServer, bytes: string | Uint8Array): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    let received = '';
    socket.on('data', (part) => (received += part.toString('latin1')));
    socket.on('error', reject);
    socket.on('close', () => resolve(received));
    onTestFinished(() => void socket.destroy());
  });
}

export interface UpgradeChanges {
  readonly token?: string;
  readonly origin?: string;
  readonly host?: string;
  readonly route?: string;
}

/** The status with which an upgrade is answered; 101 where it is let in. */
export function upgrade(server: RunningServer, changes: UpgradeChanges = {}) {
  const { port } = server;
  const { token = server.token, origin = `http://127.0.0.1:${port}`, host, route = '/api' } = changes;
  const socket = new WebSocket(`ws://127.0.0.1:${port}${route}?token=${token}`, {
    origin,
    headers: host === undefined ? {} : { host },
  });
  onTestFinished(() => socket.terminate());
  return new Promise<{ status: number; socket: WebSocket }>((resolve) => {
    socket.on('open', () => resolve({ status: 101, socket }));
    socket.on('unexpected-response', (_, response) => resolve({ status: response.statusCode!, socket }));
    socket.on('error', () => undefined);
  });
}

/** A connection that was let in, as a bare socket, so that frames can be written that no library would. */
export function rawUpgrade({ port, token }: RunningServer): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () =>
      socket.write(
        `GET /api?token=${token} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nOrigin: http://127.0.0.1:${port}\r\n` +
          'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n' +
          'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
      ),
    );
    socket.once('data', () => resolve(socket));
    socket.on('error', reject);
    onTestFinished(() => void socket.destroy());
  });
}

/** The code with which the server closes the connection. */
export function closing(socket: WebSocket): Promise<number> {
  return new Promise((resolve) => socket.on('close', resolve));
}

export function next(socket: WebSocket): Promise<ServerMessage> {
  return new Promise((resolve) =>
    socket.once('message', (data: Buffer<ArrayBuffer>, isBinary) =>
      resolve(decode(isBinary ? data : data.toString()) as ServerMessage),
    ),
  );
}
