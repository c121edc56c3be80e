// Embedding and its gradient in WGSL. The gradient gathers: a workgroup owns a row of the table and adds the tokens that
// chose it in their order, so that no two threads ever add to one value and the sum is always the same.
import type { OperationOf, StepProgram } from '../../../program.ts';
import { eachElement, elementGroups, INPUTS, kernel, spread, GROUPS_X, type Kernel } from '../kernel.ts';
import type { Places } from '../places.ts';

/** \`tokenAt(i, shift)\`: token i of the lane's batch, or the one `shift` after it. Two tokens stand in one word. */
export function tokenPart({ batchSize, context }: StepProgram): string {
  return `
fn tokenAt(i: u32, shift: u32) -> u32 {
  let start = inputs[now.offsets + lane * ${batchSize}u + i / ${context}u];
  let at = start + i % ${context}u + shift;
  return (corpus[at / 2u] >> (16u * (at % 2u))) & 0xffffu;
}`;
}

export function embedding(op: OperationOf<'embedding'>, places: Places): readonly Kernel[] {
  const { width, context } = op;
  const { program } = places;
  const length = program.batchSize * context * width;
  const position = op.positions === null ? '' : ` + positions[positionsBase + t % ${context}u * ${width}u + j]`;
  return [
    kernel({
      label: op.label,
      ports: {
        table: places.read(op.table),
        ...(op.positions !== null && { positions: places.read(op.positions) }),
        out: places.write(op.out),
        corpus: places.shared('corpus', 'read'),
        inputs: INPUTS,
      },
      parts: [tokenPart(program)],
      threads: 256,
      groups: elementGroups(length),
      work: length,
      body: eachElement(
        length,
        `let t = i / ${width}u;
        let j = i % ${width}u;
        out[outBase + i] = table[tableBase + tokenAt(t, 0u) * ${width}u + j]${position};`,
      ),
    }),
  ];
}

export function embeddingGradient(
  op: OperationOf<'embedding-gradient'>,
  places: Places,
): readonly Kernel[] {
  const { width, context, vocabulary, accumulate } = op;
  const { program } = places;
  const tokens = program.batchSize * context;
  const threads = 64;
  const ports = { dOut: places.read(op.dOut) };
  const table = kernel({
    label: op.label,
    ports: {
      ...ports,
      table: places.write(op.tableGradient),
      corpus: places.shared('corpus', 'read'),
      inputs: INPUTS,
    },
    parts: [tokenPart(program), `var<workgroup> chosen: array<u32, ${threads}>;`],
    threads,
    groups: spread(vocabulary * Math.ceil(width / threads)),
    work: vocabulary * tokens + tokens * width,
    body: `
    let piece = group.x + group.y * ${GROUPS_X}u;
    let token = piece % ${vocabulary}u;
    let j = piece / ${vocabulary}u * ${threads}u + thread;
    let live = j < ${width}u && piece < ${vocabulary * Math.ceil(width / threads)}u;
    let to = tableBase + token * ${width}u + min(j, ${width - 1}u);
    var sum = 0.0f;
    ${accumulate ? 'sum = table[to];' : ''}
    for (var first = 0u; first < ${tokens}u; first += ${threads}u) {
      let own = first + thread;
      chosen[thread] = select(${vocabulary}u, tokenAt(min(own, ${tokens - 1}u), 0u), own < ${tokens}u);
      workgroupBarrier();
      for (var i = 0u; i < ${threads}u; i++) {
        if (chosen[i] == token && live) { sum += dOut[dOutBase + (first + i) * ${width}u + j]; }
      }
      workgroupBarrier();
    }
    if (live) { table[to] = sum; }`,
  });
  if (op.positionsGradient === null) return [table];
  const length = context * width;
  const positions = kernel({
    label: `${op.label} of positions`,
    ports: { ...ports, positions: places.write(op.positionsGradient) },
    threads: 256,
    groups: elementGroups(length),
    work: tokens * width,
    body: eachElement(
      length,
      `var sum = 0.0f;
        for (var b = 0u; b < ${program.batchSize}u; b++) { sum += dOut[dOutBase + b * ${length}u + i]; }
        positions[positionsBase + i] = sum;`,
    ),
  });
  return [table, positions];
}
