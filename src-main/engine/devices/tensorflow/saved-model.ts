// A graph of TensorFlow's operations as the bytes of a SavedModel: the one form in which the binding of tfjs takes graphs. The
// few messages of TensorFlow's protocol buffers that this needs are written by hand (framework/node_def.proto and others).
import { TYPE } from './tensors.ts';

export interface NodeAttribute {
  readonly name: string;
  readonly kind: 'type' | 'boolean' | 'integer';
  readonly value: number | boolean;
}

/** One node; its only output goes by its name. */
export type GraphNode =
  | {
      readonly op: string;
      readonly name: string;
      readonly inputs: readonly string[];
      readonly attributes: readonly NodeAttribute[];
    }
  | {
      readonly op: 'Const';
      readonly name: string;
      readonly shape: readonly number[];
      readonly values: Float32Array | Int32Array;
    }
  | {
      readonly op: 'Placeholder';
      readonly name: string;
      readonly shape: readonly number[];
      readonly type: number;
    };

/** The tag by which the graph is found in the SavedModel. */
export const TAG = 'serve';
/** Version of the graph's meaning: that of TensorFlow 2.4 and later ones. */
const PRODUCER = 561;

type Bytes = readonly number[] | Uint8Array;

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
  return bytes;
}

const integer = (field: number, value: number): number[] => [...varint(8 * field), ...varint(value)];

function joined(parts: readonly Bytes[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function message(field: number, ...parts: readonly Bytes[]): Uint8Array {
  const body = joined(parts);
  return joined([varint(8 * field + 2), varint(body.length), body]);
}

const text = (field: number, value: string) => message(field, new TextEncoder().encode(value));

/** An entry of the map `attr`; `value` is an AttrValue. */
const attribute = (name: string, ...value: readonly Bytes[]) =>
  message(5, text(1, name), message(2, ...value));

const shapeOf = (field: number, shape: readonly number[]) =>
  message(field, ...shape.map((extent) => message(2, integer(1, extent))));

function attributesOf(node: GraphNode): Uint8Array[] {
  if ('values' in node) {
    const { values, shape } = node;
    const type = values instanceof Float32Array ? TYPE.float : TYPE.int;
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    const tensor = message(8, integer(1, type), shapeOf(2, shape), message(4, bytes));
    return [attribute('dtype', integer(6, type)), attribute('value', tensor)];
  }
  if ('shape' in node) {
    return [attribute('dtype', integer(6, node.type)), attribute('shape', shapeOf(7, node.shape))];
  }
  return node.attributes.map(({ name, kind, value }) => {
    const field = { type: 6, boolean: 5, integer: 3 }[kind];
    return attribute(name, signed(field, Number(value)));
  });
}

/** Negative numbers take ten bytes. */
function signed(field: number, value: number): number[] {
  if (value >= 0) return integer(field, value);
  const bits = BigInt.asUintN(64, BigInt(value));
  const bytes = Array.from({ length: 10 }, (_, i) => Number((bits >> BigInt(7 * i)) & 127n));
  return [...varint(8 * field), ...bytes.map((byte, i) => (i < 9 ? byte + 128 : byte))];
}

export function savedModel(nodes: readonly GraphNode[]): Uint8Array {
  const graph = message(
    2,
    ...nodes.map((node) =>
      message(
        1,
        text(1, node.name),
        text(2, node.op),
        ...('inputs' in node ? node.inputs.map((input) => text(3, input)) : []),
        ...attributesOf(node),
      ),
    ),
    message(4, integer(1, PRODUCER)),
  );
  return joined([integer(1, 1), message(2, message(1, text(4, TAG)), graph)]);
}
