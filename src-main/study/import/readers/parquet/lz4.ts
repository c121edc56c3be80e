// LZ4 blocks, which Node has no decoder of. Strict: a block that does not fill its page to the byte is damaged, since what a lenient decoder
// leaves at 0 would be a loss of 0. Source: https://github.com/lz4/lz4/blob/dev/doc/lz4_Block_format.md.

const LEAST_MATCH = 4;
/** Bytes before every block in Hadoop's framing: to how many it unpacks, and how many it has, in big-endian order. */
const FRAME = 8;

/** One block (codec LZ4_RAW). @throws Error where it is damaged. */
export function unpackedBlock(input: Uint8Array, length: number): Uint8Array {
  const output = new Uint8Array(length);
  let [from, to] = [0, 0];
  const byte = (): number => {
    if (from >= input.length) throw damaged();
    return input[from++]!;
  };
  const longer = (count: number): number => {
    let sum = count;
    if (count === 15) for (let more = 255; more === 255; sum += more) more = byte();
    return sum;
  };
  while (from < input.length) {
    const token = byte();
    const literals = longer(token >> 4);
    if (from + literals > input.length || to + literals > length) throw damaged();
    output.set(input.subarray(from, from + literals), to);
    from += literals;
    to += literals;
    // The last sequence has no match.
    if (from === input.length) break;
    const distance = byte() | (byte() << 8);
    const match = longer(token & 15) + LEAST_MATCH;
    if (distance === 0 || distance > to || to + match > length) throw damaged();
    // They may overlap: one by one.
    for (const end = to + match; to < end; to++) output[to] = output[to - distance]!;
  }
  if (to !== length) throw damaged();
  return output;
}

/** Codec LZ4, which is out of use: blocks in the framing of Hadoop, or, of some writers, one without it. @throws Error. */
export function unpackedFrames(input: Uint8Array, length: number): Uint8Array {
  const view = new DataView(input.buffer, input.byteOffset, input.byteLength);
  const output = new Uint8Array(length);
  let [from, to] = [0, 0];
  while (from + FRAME <= input.length) {
    const [unpacked, packed] = [view.getUint32(from), view.getUint32(from + 4)];
    const end = from + FRAME + packed;
    if (end > input.length || to + unpacked > length) break;
    output.set(unpackedBlock(input.subarray(from + FRAME, end), unpacked), to);
    from = end;
    to += unpacked;
  }
  return from === input.length && to === length ? output : unpackedBlock(input, length);
}

function damaged(): Error {
  return new Error('a part of it that LZ4 packed is damaged');
}
