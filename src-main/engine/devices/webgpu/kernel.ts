// What a kernel is: WGSL text, the numbers it is given, the buffers it binds and how many workgroups it takes. Shapes are
// numbers, not text: drivers compile slowly, and so all batch sizes and layers share their programs. No GPU is touched.

/** `state` stands at the lane's slot, `workspace` at the lane's place in its group, `shared` is one for all lanes. */
export type Life = 'state' | 'workspace' | 'shared';

/** A storage buffer as a kernel binds it. `length` values of 4 bytes belong to each lane. */
export interface Port {
  readonly buffer: string;
  readonly life: Life;
  readonly length: number;
  readonly access: 'read' | 'write' | 'atomic';
  /** `vec4h`: four float16 numbers, in the place of two values. */
  readonly type: 'f32' | 'u32' | 'vec4h';
}

const VALUES_PER_ELEMENT = { f32: 1, u32: 1, vec4h: 2 } as const;

export interface KernelSource {
  readonly label: string;
  /** By the name that the text knows each one by; its lane then begins at `<name>Base`. */
  readonly ports: Readonly<Record<string, Port>>;
  /** Unsigned integers, which the text knows as `own.<name>`. */
  readonly numbers?: Readonly<Record<string, number>>;
  /** WGSL declarations and functions; the same text twice is taken once. */
  readonly parts?: readonly string[];
  readonly threads: number;
  readonly body: string;
  /** Workgroups along x and y. */
  readonly groups: readonly [number, number];
  /** Workgroups along z for each lane: `head` counts them. */
  readonly heads?: number;
  /** Multiply-adds of one lane, roughly. */
  readonly work?: number;
  /** Where its first value of a lane is not 0, nothing is done for the lane. The text knows it as `turn`. */
  readonly turn?: Port;
  /** It uses matrix units; the text then knows its `subgroup` in the workgroup. */
  readonly matrixUnits?: boolean;
}

export interface Kernel {
  /** What it was made of. */
  readonly source: KernelSource;
  readonly label: string;
  readonly code: string;
  readonly numbers: Uint32Array<ArrayBuffer>;
  readonly ports: readonly Port[];
  readonly groups: readonly [number, number];
  readonly heads: number;
  readonly work: number;
}

/** Fields of the uniform buffer that is written before every step, 4 bytes each. */
export const STEP_FIELDS = [
  'step',
  /** Row of the report. */
  'row',
  /** Row of the counts. */
  'siteRow',
  'counting',
  'training',
  /** Lanes of this group. */
  'lanes',
  /** Where this step's learning rates begin in `inputs`. */
  'rates',
  /** 1 / (1 - beta^(step + 1)). */
  'correction1',
  'correction2',
  'microBatch',
  /** Words of a lane's row of the report. */
  'reportWidth',
  'unused',
] as const;

/** Where pieces of long kernels begin: room for so many at first, each at an offset that every GPU takes for a uniform's. */
export const ORIGINS = { capacity: 16, stride: 256 } as const;
/** Bytes of a session's uniforms that do not depend on its kernels: the step, twice, and where pieces begin. */
export const SESSION_UNIFORMS = 2 * 4 * STEP_FIELDS.length + ORIGINS.capacity * ORIGINS.stride;

const stepStruct = STEP_FIELDS.map((name) => `${name}: ${name.startsWith('correction') ? 'f32' : 'u32'}`);

/**
 * What the host says before some steps: the slot of each lane of the group, the prefixes of its streams of random numbers
 * (stream by stream), then for each step its learning rates.
 */
export const INPUTS: Port = { buffer: '#inputs', life: 'shared', length: 0, access: 'read', type: 'u32' };

const MOST_GROUPS = 65535;
/** Storage buffers that every WebGPU device offers to one kernel. */
const MOST_PORTS = 8;

const MATRIX_UNITS = ['f16', 'subgroups', 'chromium_experimental_subgroup_matrix'];

/** @throws Error where the kernel is larger than WebGPU allows. */
export function kernel(source: KernelSource): Kernel {
  const { label, threads, body, groups, heads = 1, work = 0, matrixUnits = false } = source;
  const needsSlot =
    'inputs' in source.ports || Object.values(source.ports).some(({ life }) => life === 'state');
  const { turn } = source;
  const ports = Object.entries({
    ...source.ports,
    ...(turn && { turn }),
    ...(needsSlot && { inputs: INPUTS }),
  });
  if (ports.length > MOST_PORTS) throw new Error(`Kernel ${label} binds ${ports.length} buffers.`);
  if (Math.max(...groups) > MOST_GROUPS) {
    throw new Error(
      `${label} is too large for the webgpu device; use a smaller batch size, context or model.`,
    );
  }
  const bindings = ports.map(([name, { access, type }], index) => {
    const element = access === 'atomic' ? `atomic<${type}>` : type;
    const mode = access === 'read' ? 'read' : 'read_write';
    return `@group(0) @binding(${index + 2}) var<storage, ${mode}> ${name}: array<${element}>;`;
  });
  const own = ports.filter(([, { life }]) => life !== 'shared');
  const bases = own.map(([name]) => `var<private> ${name}Base: u32;`);
  const ownBases = own.map(
    ([name, { life }]) => `${name}Base = ${life === 'state' ? 'slot' : 'lane'} * own.${name}Length;`,
  );
  const numbers = {
    heads,
    ...Object.fromEntries(
      own.map(([name, { length, type }]) => [`${name}Length`, length / VALUES_PER_ELEMENT[type]]),
    ),
    ...source.numbers,
  };
  const code = [
    ...(matrixUnits ? MATRIX_UNITS.map((extension) => `enable ${extension};`) : []),
    `struct Step { ${stepStruct.join(', ')} }`,
    '@group(0) @binding(0) var<uniform> now: Step;',
    `struct Own { ${Object.keys(numbers)
      .map((name) => `${name}: u32`)
      .join(', ')} }`,
    '@group(0) @binding(1) var<uniform> own: Own;',
    '@group(1) @binding(0) var<uniform> origin: vec3u;',
    ...bindings,
    'var<private> lane: u32;',
    'var<private> head: u32;',
    ...(needsSlot ? ['var<private> slot: u32;'] : []),
    ...bases,
    ...new Set(source.parts),
    `@compute @workgroup_size(${threads})`,
    'fn main(@builtin(workgroup_id) place: vec3u, @builtin(local_invocation_index) thread: u32',
    ...(matrixUnits ? [', @builtin(subgroup_id) subgroup: u32'] : []),
    ') {',
    // A long kernel is dispatched in pieces: see submissions.ts.
    'let group = place + origin;',
    // For all threads of a workgroup alike, which barriers after it rely on.
    ...(turn ? ['if (turn[own.turnLength * (group.z / own.heads)] != 0.0f) { return; }'] : []),
    'lane = group.z / own.heads;',
    'head = group.z % own.heads;',
    ...(needsSlot ? ['slot = inputs[lane];'] : []),
    ...ownBases,
    body,
    '}',
  ].join('\n');
  // Uniform buffers come in 16 bytes.
  const given = new Uint32Array(4 * Math.ceil(Object.keys(numbers).length / 4));
  given.set(Object.values(numbers));
  return { source, label, code, numbers: given, ports: ports.map(([, port]) => port), groups, heads, work };
}

/** The same kernel, but for lanes that skip the step. */
export function unlessSkipped({ source }: Kernel, turn: Port): Kernel {
  return kernel({ ...source, turn });
}

/** Workgroups for `count` pieces over x and y; the text finds its piece as `group.x + group.y * GROUPS_X`. */
export const GROUPS_X = 32768;
export function spread(count: number): readonly [number, number] {
  return count <= GROUPS_X ? [count, 1] : [GROUPS_X, Math.ceil(count / GROUPS_X)];
}

/** Values that one workgroup of an elementwise kernel covers: 256 threads, four each. */
export const ELEMENTS = 1024;

/** WGSL: a loop over `own.length` values in which `i` is each one's index. */
export function eachElement(statements: string): string {
  return `
    let first = (group.x + group.y * ${GROUPS_X}u) * ${ELEMENTS}u + thread;
    for (var part = 0u; part < 4u; part++) {
      let i = first + part * 256u;
      if (i < own.length) {
        ${statements}
      }
    }`;
}

export function elementGroups(length: number): readonly [number, number] {
  return spread(Math.ceil(length / ELEMENTS));
}

/** The bits of a float32: for numbers that are none in the text. */
export { bitsOf } from '../../../formats/round.ts';

/** A number as WGSL writes a float32. */
export function f32(value: number): string {
  const single = Math.fround(value);
  return Number.isInteger(single) && Math.abs(single) < 1e9 ? `${single}.0f` : `${single}f`;
}
