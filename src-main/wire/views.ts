// The views of bytes that travel, by name: every typed array, and DataView. A Buffer of Node travels as the Uint8Array it is.

type ViewConstructor = new (buffer: ArrayBuffer, byteOffset?: number, length?: number) => ArrayBufferView;

const NAMES = [
  'Int8Array',
  'Uint8Array',
  'Uint8ClampedArray',
  'Int16Array',
  'Uint16Array',
  'Int32Array',
  'Uint32Array',
  'BigInt64Array',
  'BigUint64Array',
  'Float16Array',
  'Float32Array',
  'Float64Array',
  'DataView',
];

/** A browser may lack the newest of them. */
const KINDS: ReadonlyMap<string, ViewConstructor> = new Map(
  NAMES.flatMap((name) => {
    const kind = (globalThis as unknown as Readonly<Record<string, ViewConstructor | undefined>>)[name];
    return kind === undefined ? [] : [[name, kind] as const];
  }),
);

/** null for a view that does not travel. Told by what it is inside, so that of another realm or a class of its own counts too. */
export function kindOf(view: ArrayBufferView): string | null {
  const name = (view as Uint8Array)[Symbol.toStringTag] as string;
  return KINDS.has(name) ? name : null;
}

/** Bytes of one element of a kind; null where there is no such kind. */
export function elementBytes(kind: unknown): number | null {
  const found = typeof kind === 'string' ? KINDS.get(kind) : undefined;
  return found === undefined ? null : ((found as { BYTES_PER_ELEMENT?: number }).BYTES_PER_ELEMENT ?? 1);
}

/** All of the buffer as a view of this kind. */
export function viewOf(kind: string, buffer: ArrayBuffer): ArrayBufferView {
  return new (KINDS.get(kind)!)(buffer);
}

export function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
