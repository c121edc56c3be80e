import { mkdirSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import type { ServerMessage } from '../../src-main/api/contract.ts';
import { decode, encode } from '../../src-main/api/wire.ts';
import { startServer, type RunningServer } from '../../src-main/server/server.ts';
import { temporaryFolder, testCore } from '../api/support.ts';

async function serve(readOnly = false): Promise<RunningServer> {
  const pages = path.join(temporaryFolder(), 'pages');
  mkdirSync(path.join(pages, 'assets'), { recursive: true });
  writeFileSync(path.join(pages, 'index.html'), '<!doctype html>');
  writeFileSync(path.join(pages, 'assets/a-1.js'), '1');
  writeFileSync(path.join(pages, '..', 'secret.js'), 'secret');
  const { router } = testCore(readOnly);
  const server = await startServer({ router, pages, host: '127.0.0.1', port: 0, readOnly });
  onTestFinished(() => server.close());
  return server;
}

function get({ port }: RunningServer, target: string, headers: Record<string, string> = {}, method = 'GET') {
  return new Promise<{ status: number; headers: Record<string, unknown>; body: string }>(
    (resolve, reject) => {
      const host = `127.0.0.1:${port}`;
      request({ port, path: target, method, headers: { host, ...headers } }, (response) => {
        let body = '';
        response.on('data', (part: Buffer) => (body += part.toString()));
        response.on('end', () => resolve({ status: response.statusCode!, headers: response.headers, body }));
      })
        .on('error', reject)
        .end();
    },
  );
}

/** The status with which an upgrade is answered; 101 where it is let in. */
function upgrade(
  server: RunningServer,
  changes: { token?: string; origin?: string; host?: string; route?: string },
) {
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

function next(socket: WebSocket): Promise<ServerMessage> {
  return new Promise((resolve) =>
    socket.once('message', (data: Buffer) => resolve(decode(data.toString()) as ServerMessage)),
  );
}

test('the page comes with a policy that allows no foreign source, no inline script and no eval', async () => {
  const { status, headers } = await get(await serve(), '/');
  expect(status).toBe(200);
  const policy = String(headers['content-security-policy']);
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toContain('unsafe');
  expect(policy).not.toContain('http');
});

test('only files of the build are served', async () => {
  const server = await serve();
  expect((await get(server, '/assets/a-1.js')).body).toBe('1');
  for (const target of [
    '/../secret.js',
    '/..%2fsecret.js',
    '/assets/../../secret.js',
    '//etc/passwd',
    '/nothing',
  ]) {
    expect((await get(server, target)).status, target).toBe(404);
  }
  expect((await get(server, '/', {}, 'POST')).status).toBe(405);
});

test('a request under another host name is refused, so that no foreign name can be bound to this address', async () => {
  const server = await serve();
  expect((await get(server, '/', { host: 'evil.example' })).status).toBe(421);
  expect((await get(server, '/', { host: `evil.example:${server.port}` })).status).toBe(421);
  expect((await upgrade(server, { host: 'evil.example' })).status).toBe(421);
});

test('a socket needs the right token, the page’s own origin and the right route', async () => {
  const server = await serve();
  expect((await upgrade(server, { token: '' })).status).toBe(401);
  expect((await upgrade(server, { token: `${server.token}x` })).status).toBe(401);
  expect((await upgrade(server, { origin: 'http://evil.example' })).status).toBe(403);
  expect((await upgrade(server, { origin: `http://127.0.0.1:${server.port + 1}` })).status).toBe(403);
  expect((await upgrade(server, { route: '/other' })).status).toBe(404);
  expect((await upgrade(server, {})).status).toBe(101);
});

test('calls are answered by number, errors as reports', async () => {
  const { socket } = await upgrade(await serve(), {});
  socket.send(encode({ id: 7, procedure: 'app.facts', input: {} }));
  expect(await next(socket)).toMatchObject({ kind: 'result', id: 7, result: { readOnly: false } });
  socket.send(encode({ id: 8, procedure: 'study.view', input: { id: 'none' } }));
  expect(await next(socket)).toMatchObject({ kind: 'error', id: 8, error: { code: 'bad-request' } });
});

test('a read-only server refuses commands', async () => {
  const { socket } = await upgrade(await serve(true), {});
  socket.send(encode({ id: 1, procedure: 'library.remove', input: { id: 'x' } }));
  expect(await next(socket)).toMatchObject({ kind: 'error', error: { code: 'refused' } });
});

test.each(['not json', '[]', 'null', '{"id":"one","procedure":"app.facts"}', '{"$bytes":"§"}'])(
  'a frame that is no call ends the connection: %s',
  async (frame) => {
    const { socket } = await upgrade(await serve(), {});
    const closed = new Promise<number>((resolve) => socket.on('close', resolve));
    socket.send(frame);
    expect(await closed).toBe(1008);
  },
);
