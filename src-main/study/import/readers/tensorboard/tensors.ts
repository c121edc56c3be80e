// A tensor of one number or one text, as TensorFlow 2 and newer writers store a scalar. Pure.
// Source: tensorboard/compat/proto/tensor.proto and types.proto.
import { fields, textOf } from '../protobuf.ts';

const FLOAT = 1;
const DOUBLE = 2;
const BFLOAT16 = 14;

/** Its number where it has one alone; else null. */
export function numberOfTensor(message: Uint8Array): number | null {
  let type = 0;
  let content: Uint8Array | null = null;
  const numbers: number[] = [];
  for (const [field, , value] of fields(message)) {
    if (field === 1) type = Number(value);
    else if (field === 4 && value instanceof Uint8Array) content = value;
    // float_val, double_val: packed, or one by one.
    else if (field === 5 || field === 6) {
      if (value instanceof Uint8Array) numbers.push(...numbersIn(value, field === 5 ? FLOAT : DOUBLE));
      else numbers.push(Number(value));
    }
  }
  if (numbers.length === 0 && content !== null) numbers.push(...numbersIn(content, type));
  return numbers.length === 1 ? numbers[0]! : null;
}

/** At most two: a scalar has one. */
function numbersIn(bytes: Uint8Array, type: number): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = { [FLOAT]: 4, [DOUBLE]: 8, [BFLOAT16]: 2 }[type];
  if (size === undefined) return [];
  const numbers: number[] = [];
  for (let at = 0; at + size <= bytes.length && numbers.length < 2; at += size) {
    numbers.push(
      type === DOUBLE
        ? view.getFloat64(at, true)
        : type === FLOAT
          ? view.getFloat32(at, true)
          : ofBfloat16(view.getUint16(at, true)),
    );
  }
  return numbers;
}

function ofBfloat16(bits: number): number {
  return new Float32Array(Uint32Array.of(bits << 16).buffer)[0]!;
}

/** The first text of a tensor of texts; null: it holds none. */
export function textOfTensor(message: Uint8Array): string | null {
  for (const [field, , value] of fields(message)) {
    if (field === 8 && value instanceof Uint8Array) return textOf(value);
  }
  return null;
}
