// The memory of a session as JavaScript reads and writes single values in it: by byte address, as the kernels do. Nothing else
// makes an index of an address. Above 2 GiB an address is negative to the operators on 32-bit integers, which the linter
// forbids in this folder, and an index that is no place in an array would be read as undefined: here it is an error.

const WORD = 4;
const DOUBLE = 8;

export class Heap {
  readonly #f32: Float32Array;
  readonly #u32: Uint32Array;
  readonly #f64: Float64Array;

  constructor({ buffer }: WebAssembly.Memory) {
    this.#f32 = new Float32Array(buffer);
    this.#u32 = new Uint32Array(buffer);
    this.#f64 = new Float64Array(buffer, 0, Math.floor(buffer.byteLength / DOUBLE));
  }

  float(at: number): number {
    return this.#f32[this.#index(at, WORD, 1)]!;
  }

  setFloat(at: number, value: number): void {
    this.#f32[this.#index(at, WORD, 1)] = value;
  }

  /** Moves so many values up by one; the first stays as it was. */
  moveFloatsUp(at: number, count: number): void {
    const index = this.#index(at, WORD, count + 1);
    this.#f32.copyWithin(index + 1, index, index + count);
  }

  double(at: number): number {
    return this.#f64[this.#index(at, DOUBLE, 1)]!;
  }

  /** 32 bits without a sign: a count of values goes beyond 2^31 before it is too large. */
  word(at: number): number {
    return this.#u32[this.#index(at, WORD, 1)]!;
  }

  setWord(at: number, value: number): void {
    this.#u32[this.#index(at, WORD, 1)] = value;
  }

  setWords(at: number, values: Int32Array | Uint32Array | Uint16Array): void {
    this.#u32.set(values, this.#index(at, WORD, values.length));
  }

  zeroWords(at: number, count: number): void {
    const index = this.#index(at, WORD, count);
    this.#u32.fill(0, index, index + count);
  }

  /** @throws RangeError where the values do not lie within this memory, each at a multiple of its size. */
  #index(at: number, size: number, count: number): number {
    const index = at / size;
    const isPlace = at >= 0 && at + size * count <= this.#u32.byteLength && Math.floor(index) === index;
    if (!isPlace) throw new RangeError(`${at} is no address of ${count} values of ${size} bytes.`);
    return index;
  }
}
