// Counter-based random numbers: a value depends only on (seed, purpose, step, index), never on what was drawn before,
// so that every device, thread and grouping of lanes sees the same ones. Not for cryptography.

/** 32-bit integer hash (lowbias32 of C. Wellons' hash-prospector, bias 0.17). */
export function mix32(value: number): number {
  let x = value | 0;
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
  return (x ^ (x >>> 16)) >>> 0;
}

/** What the keys of one purpose of one seed have in common. */
export function streamPrefix(seed: number, purpose: string): number {
  let key = mix32(seed ^ 0x9e3779b9);
  for (let i = 0; i < purpose.length; i++) key = mix32(key ^ purpose.charCodeAt(i));
  return key;
}

/** The key of one stream: all draws of one purpose at one step of one seed. */
export function streamKey(seed: number, purpose: string, step: number): number {
  return mix32((streamPrefix(seed, purpose) + Math.imul(step, 0x85ebca6b)) | 0);
}

/** The key of the same stream from draw number `first` on. */
export function keyFrom(key: number, first: number): number {
  return (key + Math.imul(first, 0x9e3779b9)) >>> 0;
}

/** Draw number `index` of a stream: uniform over 32-bit unsigned integers. */
export function random32(key: number, index: number): number {
  return mix32((Math.imul(index, 0x9e3779b9) + key) | 0);
}

/** Uniform in (0, 1). */
export function randomUnit(key: number, index: number): number {
  return (random32(key, index) + 0.5) / 2 ** 32;
}

/** Standard normal by Box-Muller from draws 2 x index and 2 x index + 1. */
export function randomNormal(key: number, index: number): number {
  const radius = Math.sqrt(-2 * Math.log(randomUnit(key, 2 * index)));
  return radius * Math.cos(2 * Math.PI * randomUnit(key, 2 * index + 1));
}
