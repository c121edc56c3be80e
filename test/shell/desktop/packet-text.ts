// Values between the main process and a page that a protocol of text connects: the packets of wire/, bytes as base64. Electron copies them
// by the structured clone instead, which keeps the same values.
import { decode, encode } from '../../../src-main/wire/packet.ts';

const TEXT = 't';
const BINARY = 'b';

export function written(value: unknown): string {
  const packet = encode(value);
  if (typeof packet === 'string') return TEXT + packet;
  let letters = '';
  for (let at = 0; at < packet.length; at += 0x8000)
    letters += String.fromCharCode(...packet.subarray(at, at + 0x8000));
  return BINARY + btoa(letters);
}

export function read(text: string): unknown {
  const body = text.slice(1);
  if (text.startsWith(TEXT)) return decode(body);
  return decode(Uint8Array.from(atob(body), (letter) => letter.charCodeAt(0)));
}
