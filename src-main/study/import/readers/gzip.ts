// A file packed by gzip, told by its first bytes.
import { gunzipSync } from 'node:zlib';
import { ReadingError } from '../folder/reading.ts';

export function isPacked(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** `largest`: bytes to which it may unpack. @throws ReadingError. */
export function unpacked(bytes: Uint8Array, largest: number): Buffer {
  try {
    return gunzipSync(bytes, { maxOutputLength: largest });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ERR_BUFFER_TOO_LARGE') throw new ReadingError(`unpacks to more than ${largest} bytes.`);
    if (code?.startsWith('Z_')) throw new ReadingError(`is packed by gzip, and damaged or cut (${code}).`);
    throw error;
  }
}
