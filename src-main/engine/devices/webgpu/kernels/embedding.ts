// Embedding and its gradient in WGSL. The gradient gathers: the first of all tokens that are the same owns their row of the table and
// adds up what they got in their order, so that no two threads ever add to one value and the sum is always the same. A step chooses
// few rows of a large vocabulary: the others are cleared.
import type { OperationOf, StepProgram } from '../../../program.ts';
import { eachElement, elementGroups, kernel, spread, GROUPS_X, type Kernel } from '../kernel.ts';
import type { StepBindings } from '../bindings.ts';

/**
 * `tokenAt(i, shift)`: token i of the lane's micro-batch, or the one `shift` after it. A sequence has one token more than its
 * context; the tokens of the whole batch are there.
 */
export const TOKENS = `
fn tokenAt(i: u32, shift: u32) -> u32 {
  let sequence = lane * own.batch + now.microBatch * own.sequences + i / own.context;
  return tokens[sequence * (own.context + 1u) + i % own.context + shift];
}`;

/** The numbers that it needs. */
export function tokenNumbers({ batchSize, microBatch, context }: StepProgram): Record<string, number> {
  return { batch: batchSize, sequences: microBatch, context };
}

export function embedding(op: OperationOf<'embedding'>, bindings: StepBindings): readonly Kernel[] {
  const { width, context } = op;
  const { program } = bindings;
  const length = program.microBatch * context * width;
  const position =
    op.positions === null ? '' : ' + positions[positionsBase + t % own.context * own.width + j]';
  return [
    kernel({
      label: op.label,
      ports: {
        table: bindings.read(op.table),
        ...(op.positions !== null && { positions: bindings.read(op.positions) }),
        out: bindings.write(op.out),
        tokens: bindings.shared('tokens', 'read'),
      },
      numbers: { length, width, ...tokenNumbers(program) },
      parts: [TOKENS],
      threads: 256,
      groups: elementGroups(length),
      work: length,
      body: eachElement(
        `let t = i / own.width;
        let j = i % own.width;
        out[outBase + i] = table[tableBase + tokenAt(t, 0u) * own.width + j]${position};`,
      ),
    }),
  ];
}

/** Tokens that one workgroup looks for among all of a batch. */
const SEARCHED = 256;
/** Values of a row that one workgroup adds up. */
const PIECE = 64;

export function embeddingGradient(
  op: OperationOf<'embedding-gradient'>,
  bindings: StepBindings,
): readonly Kernel[] {
  const { width, context, vocabulary, accumulate, accumulatePositions } = op;
  const { program } = bindings;
  const tokens = program.microBatch * context;
  const pieces = tokens * Math.ceil(width / PIECE);
  const ports = { dOut: bindings.read(op.dOut) };
  const links = bindings.scratch('links', 2 * tokens, 'write', 'u32');
  const link = kernel({
    label: `${op.label}: where tokens come again`,
    ports: { links, tokens: bindings.shared('tokens', 'read') },
    numbers: { tokens, ...tokenNumbers(program) },
    parts: [TOKENS, `var<workgroup> some: array<u32, ${SEARCHED}>;`],
    threads: SEARCHED,
    groups: spread(Math.ceil(tokens / SEARCHED)),
    work: tokens * tokens,
    body: `
    let i = (group.x + group.y * ${GROUPS_X}u) * ${SEARCHED}u + thread;
    let token = tokenAt(min(i, own.tokens - 1u), 0u);
    var isFirst = true;
    var next = own.tokens;
    for (var start = 0u; start < own.tokens; start += ${SEARCHED}u) {
      some[thread] = tokenAt(min(start + thread, own.tokens - 1u), 0u);
      workgroupBarrier();
      for (var k = 0u; k < min(${SEARCHED}u, own.tokens - start); k++) {
        if (some[k] == token) {
          isFirst = isFirst && start + k >= i;
          if (start + k > i) { next = min(next, start + k); }
        }
      }
      workgroupBarrier();
    }
    if (i < own.tokens) {
      links[linksBase + i] = next;
      links[linksBase + own.tokens + i] = select(0u, 1u, isFirst);
    }`,
  });
  const table = kernel({
    label: op.label,
    ports: {
      ...ports,
      table: bindings.write(op.tableGradient),
      tokens: bindings.shared('tokens', 'read'),
      links: { ...links, access: 'read' },
    },
    numbers: { width, tokens, pieces, ...tokenNumbers(program) },
    parts: [TOKENS],
    threads: PIECE,
    groups: spread(pieces),
    work: 2 * tokens * width,
    body: `
    let piece = group.x + group.y * ${GROUPS_X}u;
    let row = piece % own.tokens;
    let j = piece / own.tokens * ${PIECE}u + thread;
    if (piece >= own.pieces || j >= own.width || links[linksBase + own.tokens + row] == 0u) { return; }
    let to = tableBase + tokenAt(row, 0u) * own.width + j;
    var sum = ${accumulate ? 'table[to]' : '0.0f'};
    for (var i = row; i < own.tokens; i = links[linksBase + i]) { sum += dOut[dOutBase + i * own.width + j]; }
    table[to] = sum;`,
  });
  const entries = vocabulary * width;
  const clear = kernel({
    label: `${op.label} cleared`,
    ports: { table: bindings.write(op.tableGradient) },
    numbers: { length: entries },
    threads: 256,
    groups: elementGroups(entries),
    work: entries,
    body: eachElement('table[tableBase + i] = 0.0f;'),
  });
  const tables = accumulate ? [link, table] : [clear, link, table];
  if (op.positionsGradient === null) return tables;
  const length = context * width;
  const positions = kernel({
    label: `${op.label} of positions`,
    ports: { ...ports, positions: bindings.write(op.positionsGradient) },
    numbers: { length, sequences: program.microBatch },
    threads: 256,
    groups: elementGroups(length),
    work: tokens * width,
    body: eachElement(
      `var sum = ${accumulatePositions ? 'positions[positionsBase + i]' : '0.0f'};
        for (var b = 0u; b < own.sequences; b++) { sum += dOut[dOutBase + b * own.length + i]; }
        positions[positionsBase + i] = sum;`,
    ),
  });
  return [...tables, positions];
}
