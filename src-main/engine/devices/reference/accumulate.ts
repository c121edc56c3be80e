// Accumulation with fewer bits than float32 has, as tensor cores do: the partial sum is cut after every addition.

const view = new DataView(new ArrayBuffer(4));

/** Keeps the leading `bits` bits (of 24) of a float32's significand, toward zero. */
export function truncateSignificand(value: number, bits: number): number {
  view.setFloat32(0, value);
  view.setUint32(0, view.getUint32(0) & (-1 << (24 - bits)));
  return view.getFloat32(0);
}
