// `precipice serve` as a person starts it: what it says, and what it leaves in the log.
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { encode } from '../../src-main/wire/packet.ts';
import { temporaryFolder } from '../api/support.ts';

async function serve(...args: string[]) {
  const folder = path.join(temporaryFolder(), 'secret plans');
  const child = spawn(process.execPath, ['src-main/cli/main.ts', 'serve', '--library', folder, ...args], {
    env: { ...process.env, PRECIPICE_LOGS: path.join(folder, 'logs') },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const lineOf = (stream: NodeJS.ReadableStream) =>
    new Promise<string>((resolve) => createInterface(stream).once('line', resolve));
  const [address, said] = await Promise.all([lineOf(child.stdout), lineOf(child.stderr)]);
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const log = () => {
    const logs = path.join(folder, 'logs');
    return readdirSync(logs)
      .map((name) => readFileSync(path.join(logs, name), 'utf8'))
      .join('');
  };
  return { address, said, log, stop: () => (child.kill('SIGINT'), ended) };
}

test('says its address and that only this machine reaches it; the log has neither token nor folder', async () => {
  const { address, said, log, stop } = await serve();
  const [, port, token] = /^Precipice is at http:\/\/127\.0\.0\.1:(\d+)\/#token=([\w-]{32})$/.exec(address)!;
  expect(said).toBe('It listens on 127.0.0.1: only this machine reaches it.');
  const socket = new WebSocket(`ws://127.0.0.1:${port}/api?token=${token}`, {
    origin: `http://127.0.0.1:${port}`,
  });
  await new Promise((resolve) => socket.once('open', resolve));
  socket.send(encode({ id: 1, procedure: 'library.add', input: { path: `/nowhere/${token}/x.precipice` } }));
  await new Promise((resolve) => socket.once('message', resolve));
  socket.close();
  expect(await stop()).toBe(0);
  expect(log()).toMatch(
    /serve info Listening on loopback\.\n.*serve info A client comes; there are 1\.\n.*library\.add/,
  );
  expect(log()).not.toContain(token);
  expect(log()).not.toContain('secret');
});

test('says in a sentence that other machines reach it, where the user wants that', async () => {
  const { address, said, stop } = await serve('--host', '0.0.0.0');
  expect(address).not.toContain('0.0.0.0');
  expect(said).toMatch(
    /^It listens on 0\.0\.0\.0: other machines can reach it too, .* nothing that is sent is encrypted\./,
  );
  expect(await stop()).toBe(0);
});
