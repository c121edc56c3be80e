// The sum over a workgroup in WGSL, always in the same order: halves are added to halves. `sumOfAll` returns it to every thread.

/** `type`: what is added up; its values lie in `cells`, one for each of the `threads`, a power of two. */
export function workgroupSum(type: 'vec3f' | 'vec4f', threads: number): string {
  return `
var<workgroup> cells: array<${type}, ${threads}>;
fn sumOfAll(thread: u32, value: ${type}) -> ${type} {
  cells[thread] = value;
  workgroupBarrier();
  for (var half = ${threads / 2}u; half > 0u; half >>= 1u) {
    if (thread < half) { cells[thread] += cells[thread + half]; }
    workgroupBarrier();
  }
  return cells[0];
}`;
}
