// Token files as nanoGPT and llm.c write them, for tests.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { TokenType } from '../../src-main/engine/corpus.ts';
import { random32 } from '../../src-main/engine/random.ts';

export function randomIds(count: number, below: number, seed = 1): number[] {
  return Array.from({ length: count }, (_, i) => random32(seed, i) % below);
}

export function idBytes(ids: readonly number[], type: TokenType): Buffer {
  const bytes = Buffer.alloc(ids.length * (type === 'uint16' ? 2 : 4));
  ids.forEach((id, i) =>
    type === 'uint16' ? bytes.writeUInt16LE(id, 2 * i) : bytes.writeUInt32LE(id, 4 * i),
  );
  return bytes;
}

/** The header of llm.c: 256 int32 with a magic number, a version and how many tokens follow. */
export function header(type: TokenType, count: number): Buffer {
  const bytes = Buffer.alloc(1024);
  bytes.writeInt32LE(type === 'uint16' ? 20240520 : 20240801, 0);
  bytes.writeInt32LE(type === 'uint16' ? 1 : 7, 4);
  bytes.writeInt32LE(count, 8);
  return bytes;
}

export function write(folder: string, name: string, ...parts: readonly Buffer[]): string {
  const file = path.join(folder, name);
  writeFileSync(file, Buffer.concat(parts));
  return file;
}
