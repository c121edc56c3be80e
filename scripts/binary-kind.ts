// For which system and processors a binary file is, by its header: ELF (Linux), PE (Windows), Mach-O (macOS, one or several
// processors). Reads nothing but the first bytes.
import { closeSync, openSync, readSync } from 'node:fs';

export interface BinaryKind {
  /** As Node names them. */
  readonly platform: 'linux' | 'win32' | 'darwin';
  readonly archs: readonly string[];
}

const HEAD_BYTES = 4096;
/** e_machine of ELF, Machine of PE, cputype of Mach-O. */
const ELF: Readonly<Record<number, string>> = { 0x3e: 'x64', 0xb7: 'arm64' };
const PE: Readonly<Record<number, string>> = { 0x8664: 'x64', 0xaa64: 'arm64' };
const MACH: Readonly<Record<number, string>> = { 0x01000007: 'x64', 0x0100000c: 'arm64' };
const MACH_64 = 0xfeedfacf;
const MACH_UNIVERSAL = 0xcafebabe;
/** More architectures than any binary has: the same magic number begins Java classes, whose version follows. */
const MOST_ARCHS = 16;
const UNIVERSAL_ENTRY = 20;

/** null where the file is no binary of these kinds. */
export function binaryKind(file: string): BinaryKind | null {
  const head = Buffer.alloc(HEAD_BYTES);
  const opened = openSync(file, 'r');
  const length = readSync(opened, head, 0, HEAD_BYTES, 0);
  closeSync(opened);
  return length < 64 ? null : kindOf(head);
}

function kindOf(head: Buffer): BinaryKind | null {
  const named = (archs: Readonly<Record<number, string>>, code: number) =>
    archs[code] ?? `0x${code.toString(16)}`;
  if (head.readUInt32BE(0) === 0x7f454c46) {
    return { platform: 'linux', archs: [named(ELF, head.readUInt16LE(18))] };
  }
  if (head.toString('latin1', 0, 2) === 'MZ') {
    const at = head.readUInt32LE(0x3c);
    const isPe = at + 6 <= head.length && head.toString('latin1', at, at + 4) === 'PE\0\0';
    return isPe ? { platform: 'win32', archs: [named(PE, head.readUInt16LE(at + 4))] } : null;
  }
  if (head.readUInt32LE(0) === MACH_64) {
    return { platform: 'darwin', archs: [named(MACH, head.readUInt32LE(4))] };
  }
  if (head.readUInt32BE(0) === MACH_UNIVERSAL && head.readUInt32BE(4) <= MOST_ARCHS) {
    const codes = Array.from({ length: head.readUInt32BE(4) }, (_, index) =>
      head.readUInt32BE(8 + UNIVERSAL_ENTRY * index),
    );
    return { platform: 'darwin', archs: codes.map((code) => named(MACH, code)) };
  }
  return null;
}
