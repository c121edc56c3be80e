import { networkInterfaces } from 'node:os';
import { connect } from 'node:net';
import { describe, expect, test } from 'vitest';
import type { Router } from '../../src-main/api/router.ts';
import { encode } from '../../src-main/wire/packet.ts';
import { MOST_CLIENTS } from '../../src-main/server/clients.ts';
import { closing, exchange, get, next, rawUpgrade, serve, upgrade } from './support.ts';

describe('pages', () => {
  test('come with a policy that allows no foreign source, no inline script and no eval', async () => {
    const { status, headers } = await get(await serve(), '/');
    expect(status).toBe(200);
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain('unsafe');
    expect(policy).not.toContain('http');
  });

  test('hold no token', async () => {
    const server = await serve();
    for (const target of ['/', '/assets/a-1.js', '/nothing']) {
      expect(JSON.stringify(await get(server, target))).not.toContain(server.token);
    }
  });

  test.each([
    '/../secret.js',
    '/..%2fsecret.js',
    '/%2e%2e/secret.js',
    '/%252e%252e%252fsecret.js',
    '/..\\secret.js',
    '/..%5csecret.js',
    '/assets/../../secret.js',
    '/assets/..%00/secret.js',
    '/secret.js%00.html',
    '/index.html%00',
    '//etc/passwd',
    'file:///etc/passwd',
    'http://127.0.0.1/../secret.js',
    '/link.js',
    '/linked/secret.js',
    '/INDEX.HTML',
    '/nothing',
  ])('are those of the build and nothing else: %s', async (target) => {
    const { status, body } = await get(await serve(), target);
    expect(status).toBe(404);
    expect(body).not.toContain('secret');
  });

  test('are served as they are, whatever is asked behind a question mark', async () => {
    const server = await serve();
    expect((await get(server, '/assets/a-1.js?../secret.js')).body).toBe('1');
    expect((await get(server, '/', {}, 'HEAD')).body).toBe('');
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'TRACE']) {
      expect((await get(server, '/', {}, method)).status, method).toBe(405);
    }
  });
});

describe('who is refused', () => {
  test('a request under another host name, so that no foreign name can be bound to this address', async () => {
    const server = await serve();
    for (const host of ['evil.example', `evil.example:${server.port}`, '127.0.0.1', '127.0.0.1:1']) {
      expect((await get(server, '/', { host })).status, host).toBe(421);
      expect((await upgrade(server, { host })).status, host).toBe(421);
    }
    expect(await exchange(server, 'GET / HTTP/1.0\r\n\r\n')).toContain('HTTP/1.1 421 ');
  });

  test('a socket without the right token, the page’s own origin or the right route', async () => {
    const server = await serve();
    expect((await upgrade(server, { token: '' })).status).toBe(401);
    expect((await upgrade(server, { token: `${server.token}x` })).status).toBe(401);
    expect((await upgrade(server, { origin: 'http://evil.example' })).status).toBe(403);
    expect((await upgrade(server, { origin: 'null' })).status).toBe(403);
    expect((await upgrade(server, { origin: `http://127.0.0.1:${server.port + 1}` })).status).toBe(403);
    expect((await upgrade(server, { route: '/other' })).status).toBe(404);
    expect((await upgrade(server, {})).status).toBe(101);
  });

  test('a command where studies are only read, and whatever reads files or occupies devices', async () => {
    const { socket } = await upgrade(await serve({ readOnly: true }));
    for (const procedure of [
      'library.remove',
      'library.add',
      'sweep.start',
      'spec.estimate',
      'import.upload',
      'import.preview',
      'import.create',
      'import.grow',
    ]) {
      socket.send(encode({ id: 1, procedure, input: { spec: { text: '/etc/passwd' } } }));
      expect(await next(socket), procedure).toMatchObject({ kind: 'error', error: { code: 'refused' } });
    }
  });

  test('other machines, unless the user lets them in', async () => {
    const { port } = await serve();
    const outside = Object.values(networkInterfaces())
      .flatMap((cards) => cards ?? [])
      .filter(({ internal, family }) => !internal && family === 'IPv4');
    if (outside.length === 0) process.stderr.write('Not shown: this machine has no network card.\n');
    for (const { address } of outside) {
      const reached = new Promise((resolve) => {
        const socket = connect(port, address, () => resolve('reached'));
        socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code));
      });
      expect(await reached, address).toBe('ECONNREFUSED');
    }
  });

  test('the most clients but one: the next is let in when one goes', async () => {
    const server = await serve();
    const admitted = await Promise.all(Array.from({ length: MOST_CLIENTS }, () => upgrade(server)));
    expect(admitted.map(({ status }) => status)).toEqual(Array(MOST_CLIENTS).fill(101));
    expect((await upgrade(server)).status).toBe(503);
    admitted[0]!.socket.terminate();
    await expect.poll(async () => (await upgrade(server)).status).toBe(101);
  });

  test('a thousand clients at once are served or refused, and the server answers on', async () => {
    const server = await serve();
    const statuses = (await Promise.all(Array.from({ length: 1000 }, () => upgrade(server)))).map(
      ({ status }) => status,
    );
    expect(statuses.filter((status) => status === 101)).toHaveLength(MOST_CLIENTS);
    expect(statuses.filter((status) => status === 503)).toHaveLength(1000 - MOST_CLIENTS);
    expect((await get(server, '/')).status).toBe(200);
  });

  test('who is slow with his headers, or with closing what was refused', async () => {
    const server = await serve();
    const upgradeRequest = `GET /api HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`;
    const begun = performance.now();
    const [headers, body, refused] = await Promise.all([
      exchange(server, 'GET / HTTP/1.1\r\nHost: 127'),
      exchange(server, `GET / HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nContent-Length: 9\r\n\r\n1`),
      exchange(server, upgradeRequest),
    ]);
    expect(headers).toContain('408');
    expect(body).toContain('200');
    expect(refused).toContain('403');
    expect(performance.now() - begun).toBeLessThan(60_000);
  });

  test('headers without an end', async () => {
    const server = await serve();
    const reply = await exchange(server, `GET / HTTP/1.1\r\nX: ${'x'.repeat(16_500)}\r\n\r\n`);
    expect(reply).toContain('431');
  });
});

describe('calls', () => {
  test('are answered by number, errors as reports', async () => {
    const { socket } = await upgrade(await serve());
    socket.send(encode({ id: 7, procedure: 'app.facts', input: {} }));
    expect(await next(socket)).toMatchObject({ kind: 'result', id: 7, result: { readOnly: false } });
    socket.send(encode({ id: 8, procedure: 'study.view', input: { id: 'none' } }));
    expect(await next(socket)).toMatchObject({ kind: 'error', id: 8, error: { code: 'bad-request' } });
  });

  test('carry files beside them', async () => {
    const { socket } = await upgrade(await serve());
    const bytes = new TextEncoder().encode('recipe,learning_rate\nbf16,0.1\n');
    socket.send(
      encode({
        id: 1,
        procedure: 'import.upload',
        input: { into: null, files: [{ path: 'a.csv', bytes }] },
      }),
    );
    expect(await next(socket)).toMatchObject({ kind: 'result', id: 1 });
  });

  test.each([
    'not json',
    '[]',
    'null',
    '{"id":"one","procedure":"app.facts"}',
    '{"$array":"§"}',
    '['.repeat(100_000),
    '['.repeat(100_000) + ']'.repeat(100_000),
    `{"id":1,"procedure":"app.facts","input":"${'x'.repeat(4 * 1024 * 1024)}"}`,
    Buffer.from([0xff, 0xff, 0xff, 0xff, 1]),
    Buffer.alloc(0),
    Buffer.from('{"id":1,"procedure":"app.facts","input":{}}'),
  ])('end the connection where they are none (case %#), and nothing else ends', async (frame) => {
    const server = await serve();
    const [{ socket }, other] = await Promise.all([upgrade(server), upgrade(server)]);
    const closed = closing(socket);
    socket.send(frame);
    expect(await closed).toBe(1008);
    other.socket.send(encode({ id: 1, procedure: 'app.facts', input: {} }));
    expect(await next(other.socket)).toMatchObject({ kind: 'result' });
  });

  test.each([
    ['longer than any file', [0x82, 0xff, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0], 1009],
    ['longer than numbers go', [0x82, 0xff, 0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], 1009],
    ['not masked', [0x81, 0x02, 0x7b, 0x7d], 1002],
    ['of a kind that there is not', [0x83, 0x80, 0, 0, 0, 0], 1002],
    ['text that is no UTF-8', [0x81, 0x81, 0, 0, 0, 0, 0xff], 1007],
  ])('end where a frame is %s, as soon as that is seen', async (_what, bytes, code) => {
    const socket = await rawUpgrade(await serve());
    const answer = new Promise<Buffer>((resolve) => socket.once('data', resolve));
    socket.write(Uint8Array.from(bytes));
    const [kind, , ...reason] = await answer;
    expect(kind).toBe(0x88);
    expect(Buffer.from(reason).readUInt16BE(0)).toBe(code);
  });

  test('with names of the prototype change nothing', async () => {
    const { socket } = await upgrade(await serve());
    for (const input of ['{"__proto__":{"readOnly":true}}', '{"constructor":{"prototype":{"x":1}}}']) {
      socket.send(`{"id":1,"procedure":"app.facts","input":${input},"__proto__":{"polluted":1}}`);
      expect(await next(socket)).toMatchObject({ kind: 'error', error: { code: 'bad-request' } });
    }
    socket.send('{"id":1,"procedure":"__proto__","input":{}}');
    expect(await next(socket)).toMatchObject({ error: { message: 'There is no procedure "__proto__".' } });
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  test('of nested input without end are answered with a sentence', async () => {
    const { socket } = await upgrade(await serve());
    const nested = '['.repeat(2000) + ']'.repeat(2000);
    socket.send(`{"id":1,"procedure":"sweep.start","input":{"spec":{"name":${nested}},"device":"wasm"}}`);
    expect(await next(socket)).toMatchObject({ kind: 'error', error: { code: 'bad-request' } });
  });

  test('wait while their client does not read the answers', async () => {
    let calls = 0;
    const router: Router = {
      subscribe: () => () => undefined,
      call: () => {
        calls += 1;
        return Promise.resolve({ kind: 'result', result: new Uint8Array(1024 * 1024) });
      },
    };
    const { socket } = await upgrade(await serve({ router }));
    const CALLS = 200;
    socket.pause();
    // So long that a call fills a part of what is read at once, and not hundreds of calls.
    const input = 'x'.repeat(8000);
    for (let id = 0; id < CALLS; id++) socket.send(encode({ id, procedure: 'p', input }));
    await expect.poll(() => calls).toBeGreaterThan(0);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(calls).toBeLessThan(CALLS / 2);
    let answers = 0;
    socket.on('message', () => (answers += 1));
    socket.resume();
    await expect.poll(() => answers).toBe(CALLS);
  });

  test('whose answer cannot be written are answered with a sentence', async () => {
    const cycle: { self?: unknown } = {};
    cycle.self = cycle;
    const router: Router = {
      subscribe: () => () => undefined,
      call: () => Promise.resolve({ kind: 'result', result: cycle }),
    };
    const { socket } = await upgrade(await serve({ router }));
    socket.send(encode({ id: 3, procedure: 'p', input: {} }));
    expect(await next(socket)).toMatchObject({ kind: 'error', id: 3, error: { code: 'internal' } });
  });
});
