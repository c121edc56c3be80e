// The fields of a protobuf message of any kind, by number, for messages that are few; those that come by the million are read in
// place. Pure.
import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';

export type Field = readonly [number: number, wire: WireType, value: number | bigint | Uint8Array];

/** Varints are whole numbers, of 64 bits; fixed ones their bytes as numbers. @throws Error where the bytes are no message. */
export function* fields(message: Uint8Array): Generator<Field> {
  const reader = new BinaryReader(message);
  while (reader.pos < reader.len) {
    const [field, wire] = reader.tag();
    switch (wire) {
      case WireType.Varint:
        yield [field, wire, BigInt(reader.int64())];
        break;
      case WireType.Bit64:
        yield [field, wire, reader.double()];
        break;
      case WireType.Bit32:
        yield [field, wire, reader.float()];
        break;
      case WireType.LengthDelimited:
        yield [field, wire, reader.bytes()];
        break;
      default:
        reader.skip(wire, field);
    }
  }
}

/** The field, where it holds bytes: a message or a text; of several the last. */
export function bytesOf(message: Uint8Array, wanted: number): Uint8Array | null {
  let found: Uint8Array | null = null;
  for (const [field, , value] of fields(message)) {
    if (field === wanted && value instanceof Uint8Array) found = value;
  }
  return found;
}

const DECODER = new TextDecoder();

export function textOf(bytes: Uint8Array): string {
  return DECODER.decode(bytes);
}
