// The bounds of what clients may cost, with stand-in sockets whose buffers a test can fill.
import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import type { WebSocket } from 'ws';
import type { ApiEvent } from '../../src-main/contract/contract.ts';
import type { Router } from '../../src-main/api/router.ts';
import { Clients } from '../../src-main/server/clients.ts';

class StandInSocket extends EventEmitter {
  readonly OPEN = 1;
  readyState = 1;
  bufferedAmount = 0;
  isPaused = false;
  readonly sent: unknown[] = [];
  readonly ping = vi.fn();
  readonly drained: (() => void)[] = [];

  send(frame: unknown, done: () => void): void {
    this.sent.push(frame);
    this.drained.push(done);
  }
  pause(): void {
    this.isPaused = true;
  }
  resume(): void {
    this.isPaused = false;
  }
  terminate(): void {
    this.readyState = 3;
    this.emit('close');
  }
}

function connected(count: number) {
  let tell: (event: ApiEvent) => void = () => undefined;
  const router = {
    call: vi.fn(),
    subscribe: (listener: (event: ApiEvent) => void) => {
      tell = listener;
      return () => (tell = () => undefined);
    },
  };
  const clients = new Clients(router as unknown as Router, { readOnly: false }, 1000);
  onTestFinished(() => clients.close());
  const sockets = Array.from({ length: count }, () => new StandInSocket());
  for (const socket of sockets) clients.admit(socket as unknown as WebSocket);
  return { sockets, clients, tell: () => tell({ kind: 'library-changed' }) };
}

const MiB = 1024 * 1024;
beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('an event goes to every client, and to none that has gone', () => {
  const { sockets, tell } = connected(3);
  sockets[1]!.terminate();
  tell();
  expect(sockets.map(({ sent }) => sent.length)).toEqual([1, 0, 1]);
});

test('a client with more than 256 MiB unread is cut off, the others stay', () => {
  const { sockets, tell } = connected(2);
  sockets[0]!.bufferedAmount = 257 * MiB;
  tell();
  expect(sockets.map(({ readyState }) => readyState)).toEqual([3, 1]);
});

test('where all together have more than 512 MiB unread, the slowest is cut off', () => {
  const { sockets, tell } = connected(4);
  [100, 180, 190, 90].forEach((size, index) => (sockets[index]!.bufferedAmount = size * MiB));
  tell();
  expect(sockets.map(({ readyState }) => readyState)).toEqual([1, 1, 3, 1]);
});

test('nothing more is read from a client that does not read, until it does', () => {
  const { sockets, tell } = connected(1);
  const [socket] = sockets as [StandInSocket];
  socket.bufferedAmount = 5 * MiB;
  tell();
  expect(socket.isPaused).toBe(true);
  socket.drained[0]!();
  expect(socket.isPaused).toBe(true);
  socket.bufferedAmount = 1 * MiB;
  socket.drained[0]!();
  expect(socket.isPaused).toBe(false);
});

test('a client that answers no ping is cut off, unless it takes some of what waits for it', () => {
  const { sockets } = connected(3);
  const [silent, alive, slow] = sockets as [StandInSocket, StandInSocket, StandInSocket];
  alive.ping.mockImplementation(() => alive.emit('pong'));
  slow.bufferedAmount = 100 * MiB;
  for (let beat = 0; beat < 5; beat++) {
    vi.advanceTimersByTime(1000);
    slow.bufferedAmount -= MiB;
  }
  expect(sockets.map(({ readyState }) => readyState)).toEqual([3, 1, 1]);
  // One beat to ask and one to miss the answer.
  expect(silent.ping).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(2000);
  expect(slow.readyState).toBe(3);
});
