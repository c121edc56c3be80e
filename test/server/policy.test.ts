import type { NetworkInterfaceInfo } from 'node:os';
import { expect, test } from 'vitest';
import { isKnownHost, isLoopback, isOwnOrigin, isRightToken, namesOf } from '../../src-main/server/policy.ts';

function card(address: string, internal = false): NetworkInterfaceInfo {
  const common = { address, netmask: '', mac: '', internal, cidr: null };
  return address.includes(':') ? { ...common, family: 'IPv6', scopeid: 0 } : { ...common, family: 'IPv4' };
}
const CARDS = {
  lo: [card('127.0.0.1', true), card('::1', true)],
  wlan0: [card('fd00::2'), card('fe80::1')],
  eth0: [card('192.168.1.5')],
  down: undefined,
};
const gate = (port: number, ...names: string[]) => ({ names, port, token: 'token' });

test('a server on loopback is known by the names of loopback alone', () => {
  expect(namesOf('127.0.0.1', CARDS, 'Box')).toEqual(['127.0.0.1', 'localhost', '[::1]']);
  expect(namesOf('::1', CARDS, 'Box')).toEqual(['[::1]', '127.0.0.1', 'localhost']);
});

test('a server on every address is known by those of the network cards and the machine’s name', () => {
  const names = ['192.168.1.5', '[fd00::2]', 'box', '127.0.0.1', 'localhost', '[::1]'];
  expect(namesOf('0.0.0.0', CARDS, 'Box')).toEqual(names);
  expect(namesOf('::', CARDS, 'Box')).toEqual(names);
});

test('a server on a name is known by it, however it is written', () => {
  expect(namesOf('Box.lan', CARDS, 'Box')[0]).toBe('box.lan');
  expect(isKnownHost(gate(8080, 'box.lan'), 'BOX.lan:8080')).toBe(true);
});

test.each([
  'evil.example',
  'evil.example:8080',
  'box.lan',
  'box.lan:8081',
  'box.lan.evil.example:8080',
  '',
  undefined,
])('the host %s is not the server on box.lan:8080', (header) => {
  expect(isKnownHost(gate(8080, 'box.lan'), header)).toBe(false);
});

test('on port 80 browsers name no port', () => {
  expect(isKnownHost(gate(80, 'localhost'), 'localhost')).toBe(true);
  expect(isOwnOrigin(gate(80, 'localhost'), 'http://localhost')).toBe(true);
  expect(isOwnOrigin(gate(8080, 'localhost'), 'http://localhost')).toBe(false);
});

test.each([
  'null',
  'https://localhost:8080',
  'http://localhost:8080/',
  'http://localhost:8080.evil.example',
  'http://evil.example:8080',
  'HTTP://localhost:8080',
  undefined,
])('the origin %s is not the page’s own', (header) => {
  expect(isOwnOrigin(gate(8080, 'localhost'), header)).toBe(false);
});

test.each([null, '', 'toke', 'tokenn', 'Token', 'tökén'])('the token %s is wrong', (given) => {
  expect(isRightToken(gate(1), given)).toBe(false);
  expect(isRightToken(gate(1), 'token')).toBe(true);
});

test.each([
  ['127.0.0.1', true],
  ['127.8.0.1', true],
  ['::1', true],
  ['localhost', true],
  ['0.0.0.0', false],
  ['::', false],
  ['192.168.1.5', false],
  ['127.0.0.1.evil.example', false],
  ['localhost.evil.example', false],
])('%s is loopback: %s', (host, loopback) => {
  expect(isLoopback(host)).toBe(loopback);
});
