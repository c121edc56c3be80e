// The records of a TensorBoard event file (TFRecord): length, CRC-32C of the length, data, CRC-32C of the data, all little-endian,
// the sums masked. Read in pieces, so that a file of gigabytes needs no more memory than its longest record. What cannot be trusted is
// told apart: a record whose data fail their sum is passed over; after a length that fails its sum nothing can be found again.
// Source of the format: tensorflow/core/lib/io/record_writer.h.
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import crc32c from 'crc-32/crc32c.js';

const HEADER = 12;
const FOOTER = 4;
const PIECE = 1 << 18;
const LEAST_PIECE = 1 << 12;
/** A record this long is an image or a graph; its data are passed over. */
const LONGEST = 16 << 20;
const MASK_DELTA = 0xa282ead8;

/** The sum as it is stored: rotated and shifted, lest a sum of data that hold sums mean nothing. */
export function maskedCrc(bytes: Uint8Array): number {
  const crc = crc32c.buf(bytes) >>> 0;
  return (((crc >>> 15) | (crc << 17)) + MASK_DELTA) >>> 0;
}

export interface RecordsRead {
  /** Records whose data failed their sum. */
  readonly broken: number;
  /** Where nothing more could be found, in bytes from the start, and why; null: it was read to its end. */
  readonly stopped: { readonly at: number; readonly why: 'cut' | 'length' } | null;
}

/** A file that is read from its start to its end, in pieces; `seen` is given every piece once. */
export function readRecords(
  file: string,
  take: (data: Uint8Array) => void,
  seen: (piece: Uint8Array) => void = () => undefined,
): RecordsRead {
  const descriptor = openSync(file, 'r');
  try {
    return new Records(descriptor, seen).read(take);
  } finally {
    closeSync(descriptor);
  }
}

class Records {
  readonly #descriptor: number;
  /** Most files of runs are small, and there are many. */
  readonly #piece: number;
  readonly #seen: (piece: Uint8Array) => void;
  #held = new Uint8Array(0);
  /** Bytes of `held` that are used up, and where `held` begins in the file. */
  #at = 0;
  #start = 0;

  constructor(descriptor: number, seen: (piece: Uint8Array) => void) {
    this.#descriptor = descriptor;
    this.#piece = Math.min(PIECE, Math.max(LEAST_PIECE, fstatSync(descriptor).size + 1));
    this.#seen = seen;
  }

  read(take: (data: Uint8Array) => void): RecordsRead {
    let broken = 0;
    for (;;) {
      const place = this.#start + this.#at;
      const stop = (why: 'cut' | 'length') => {
        this.#drain();
        return { broken, stopped: { at: place, why } };
      };
      if (!this.#fill(HEADER)) return this.#left() === 0 ? { broken, stopped: null } : stop('cut');
      const header = new DataView(this.#held.buffer, this.#held.byteOffset + this.#at, HEADER);
      if (maskedCrc(this.#held.subarray(this.#at, this.#at + 8)) !== header.getUint32(8, true))
        return stop('length');
      const length = Number(header.getBigUint64(0, true));
      this.#at += HEADER;
      if (length > LONGEST) {
        if (!this.#skip(length + FOOTER)) return stop('cut');
        continue;
      }
      if (!this.#fill(length + FOOTER)) return stop('cut');
      const data = this.#held.subarray(this.#at, this.#at + length);
      const sum = new DataView(this.#held.buffer, this.#held.byteOffset + this.#at + length, FOOTER);
      this.#at += length + FOOTER;
      if (maskedCrc(data) === sum.getUint32(0, true)) take(data);
      else broken++;
    }
  }

  #left(): number {
    return this.#held.length - this.#at;
  }

  /** Whether so many bytes lie ahead; they are then in `held`. */
  #fill(wanted: number): boolean {
    while (this.#left() < wanted) {
      const piece = new Uint8Array(Math.max(this.#piece, wanted - this.#left()));
      const count = readSync(this.#descriptor, piece);
      if (count === 0) return false;
      const read = piece.subarray(0, count);
      this.#seen(read);
      if (this.#left() === 0) {
        this.#start += this.#held.length;
        this.#held = read;
      } else {
        const joined = new Uint8Array(this.#left() + count);
        joined.set(this.#held.subarray(this.#at));
        joined.set(read, this.#left());
        this.#start += this.#at;
        this.#held = joined;
      }
      this.#at = 0;
    }
    return true;
  }

  #skip(bytes: number): boolean {
    for (let left = bytes; left > 0;) {
      if (!this.#fill(1)) return false;
      const step = Math.min(left, this.#left());
      this.#at += step;
      left -= step;
    }
    return true;
  }

  /** To the end, for `seen`. */
  #drain(): void {
    do this.#at = this.#held.length;
    while (this.#fill(1));
  }
}
