// What attacks and bad luck cost `precipice serve`: the resident memory of its process at rest, at the peak of each phase and
// after it, with what was served and what refused. It reads /proc, so it runs on Linux.
// usage: node bench/server.ts     (about a minute; `npm run build` first)
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { Agent, get as httpGet } from 'node:http';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { random32 } from '../src-main/engine/random.ts';
import { decode, encode } from '../src-main/wire/packet.ts';

const ROOT = path.resolve(import.meta.dirname, '..');
const library = mkdtempSync(path.join(tmpdir(), 'precipice-server-'));
execFileSync(process.execPath, ['scripts/build-renderer.ts'], { cwd: ROOT, stdio: 'inherit' });
const server = spawn(process.execPath, ['src-main/cli/main.ts', 'serve', '--library', library], {
  cwd: ROOT,
  env: { ...process.env, PRECIPICE_LOGS: path.join(library, 'logs') },
  stdio: ['ignore', 'pipe', 'ignore'],
});
const [, port, token] = /:(\d+)\/#token=(\S+)/.exec(
  await new Promise<string>((resolve) => createInterface(server.stdout).once('line', resolve)),
)!;

function megabytes(field: 'VmRSS' | 'VmHWM'): number {
  const status = readFileSync(`/proc/${server.pid}/status`, 'utf8');
  return Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)![1]) / 1000;
}

/** Runs one phase and prints its line: what happened, the peak of the memory in it, and the memory two seconds later. */
async function phase(name: string, run: () => Promise<string>): Promise<void> {
  let peak = 0;
  const sampler = setInterval(() => (peak = Math.max(peak, megabytes('VmRSS'))), 20);
  const begun = performance.now();
  const happened = await run();
  clearInterval(sampler);
  const seconds = (performance.now() - begun) / 1000;
  await sleep(2000);
  const alive = (await page()) === 200 ? '' : '; THE SERVER NO LONGER ANSWERS';
  console.log(
    `| ${name} | ${happened}${alive} | ${seconds.toFixed(1)} | ${peak.toFixed(0)} | ${megabytes('VmRSS').toFixed(0)} |`,
  );
}

function page(agent?: Agent): Promise<number | string> {
  return new Promise((resolve) =>
    httpGet({ port, host: '127.0.0.1', ...(agent && { agent }) }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode!));
    }).on('error', (error: NodeJS.ErrnoException) => resolve(error.code!)),
  );
}

function open(given = token): Promise<{ status: number; socket: WebSocket }> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/api?token=${given}`, {
    origin: `http://127.0.0.1:${port}`,
  });
  return new Promise((resolve) => {
    socket.on('open', () => resolve({ status: 101, socket }));
    socket.on('unexpected-response', (_, response) => resolve({ status: response.statusCode!, socket }));
    socket.on('error', () => resolve({ status: 0, socket }));
  });
}

function raw(): Promise<Socket> {
  return new Promise((resolve) => {
    const socket = connect(Number(port), '127.0.0.1', () => resolve(socket)).on('error', () => undefined);
  });
}

const closed = (socket: WebSocket | Socket) =>
  new Promise<unknown>((resolve) => (socket as Socket).on('close', resolve));
const times = <T>(count: number, make: (index: number) => Promise<T>) =>
  Promise.all(Array.from({ length: count }, (_, index) => make(index)));

/** "936 x 503, 64 x 101" */
function tally(values: readonly unknown[]): string {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(String(value), (counts.get(String(value)) ?? 0) + 1);
  return [...counts].map(([value, count]) => `${count} x ${value}`).join(', ');
}

/** The answer; events that come before it are not. */
function call(socket: WebSocket, procedure: string, input: unknown): Promise<unknown> {
  socket.send(encode({ id: 1, procedure, input }));
  return new Promise((resolve) =>
    socket.on('message', (data: Buffer<ArrayBuffer>, isBinary) => {
      const message = decode(isBinary ? data : data.toString()) as { readonly id?: number };
      if (message.id === 1) resolve(message);
    }),
  );
}

console.log(`Node ${process.version}, at rest ${megabytes('VmRSS').toFixed(0)} MB.\n`);
console.log('| what | outcome | s | peak MB | MB after |\n| --- | --- | --- | --- | --- |');

await phase('20,000 requests over 100 connections', async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 100 });
  const begun = performance.now();
  const statuses = await times(20_000, () => page(agent));
  agent.destroy();
  return `${tally(statuses)}; ${Math.round((20_000 / (performance.now() - begun)) * 1000)} a second`;
});
await phase('20,000 sockets with a wrong token, 200 at once', async () => {
  const statuses: number[] = [];
  await times(200, async () => {
    for (let count = 0; count < 100; count++) statuses.push((await open('wrong')).status);
  });
  return tally(statuses);
});
await phase('1,000 clients at once', async () => {
  const clients = await times(1000, () => open());
  clients.forEach(({ socket }) => socket.terminate());
  return tally(clients.map(({ status }) => status));
});
await phase('1,900 connections that never end their headers', async () => {
  const sockets = await times(1900, raw);
  for (const socket of sockets) socket.write('GET / HTTP/1.1\r\nHost: ');
  const served = await page();
  await Promise.all(sockets.map((socket) => closed(socket.resume())));
  return `all closed by the server; meanwhile a page: ${served}`;
});
await phase(
  '64 clients that ask for all of the example as JSON 100 times each and read nothing',
  async () => {
    const clients = await times(64, () => open());
    const listing = (await call(clients[0]!.socket, 'library.list', {})) as {
      result: { studies: { id: string }[] };
    };
    const { id } = listing.result.studies[0]!;
    const camera = { projection: 'perspective', azimuth: 45, elevation: 30 };
    const options = {
      figure: null,
      theme: 'light',
      colour: 'unstable',
      height: 'stable',
      recipe: null,
      versus: null,
    };
    for (const { socket } of clients) {
      socket.pause();
      for (let count = 0; count < 100; count++) {
        socket.send(
          encode({ id: count, procedure: 'study.export', input: { id, format: 'json', ...options, camera } }),
        );
      }
    }
    const waits: number[] = [];
    for (let second = 0; second < 10; second++) {
      await sleep(1000);
      const begun = performance.now();
      await page();
      waits.push(performance.now() - begun);
    }
    clients.forEach(({ socket }) => socket.terminate());
    return `a page meanwhile took at most ${Math.max(...waits).toFixed(0)} ms`;
  },
);
await phase('64 clients that announce frames of 1 TB', async () => {
  const codes = await times(64, async () => {
    const socket = await raw();
    socket.write(
      `GET /api?token=${token} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nOrigin: http://127.0.0.1:${port}\r\nConnection: Upgrade\r\n` +
        'Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
    );
    await new Promise((resolve) => socket.once('data', resolve));
    socket.write(Uint8Array.of(0x82, 0xff, 0, 0, 1, 0, 0, 0, 0, 0, 1, 2, 3, 4));
    const [frame] = await new Promise<Buffer[]>((resolve) => socket.once('data', (data) => resolve([data])));
    socket.destroy();
    return frame!.readUInt16BE(2);
  });
  return `closed with ${tally(codes)}`;
});
await phase('10,000 frames of random bytes', async () => {
  const codes = await times(50, async (client) => {
    const own: unknown[] = [];
    for (let count = 0; count < 200; count++) {
      const { socket } = await open();
      const key = client * 200 + count;
      const bytes = Uint8Array.from(
        { length: random32(key, 0) % 2000 },
        (_, at) => random32(key, at + 1) & 255,
      );
      socket.send(bytes, { binary: random32(key, 9999) % 2 === 0 });
      own.push(await closed(socket));
    }
    return own;
  });
  return `closed with ${tally(codes.flat())}`;
});
await phase('a file of 200 MiB that is no study', async () => {
  const { socket } = await open();
  const answer = await call(socket, 'library.upload', {
    fileName: 'large.precipice',
    bytes: new Uint8Array(200 * 1024 * 1024),
  });
  socket.close();
  return (answer as { error: { message: string } }).error.message;
});

console.log(`\nPeak of all: ${megabytes('VmHWM').toFixed(0)} MB.`);
server.kill('SIGINT');
await closed(server as unknown as Socket);
rmSync(library, { recursive: true });
