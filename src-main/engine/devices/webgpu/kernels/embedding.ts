// Embedding and its gradient in WGSL. The gradient gathers: a workgroup owns a row of the table and adds the tokens that
// chose it in their order, so that no two threads ever add to one value and the sum is always the same. Of a vocabulary that is
// larger than the batch most rows are chosen by no token: these are cleared, and the others owned by the first token of each.
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

export function embeddingGradient(
  op: OperationOf<'embedding-gradient'>,
  bindings: StepBindings,
): readonly Kernel[] {
  const { width, context, vocabulary, accumulate, accumulatePositions } = op;
  const { program } = bindings;
  const tokens = program.microBatch * context;
  const threads = 64;
  const byToken = tokens < vocabulary;
  const rows = byToken ? tokens : vocabulary;
  const pieces = rows * Math.ceil(width / threads);
  const ports = { dOut: bindings.read(op.dOut) };
  const table = kernel({
    label: op.label,
    ports: {
      ...ports,
      table: bindings.write(op.tableGradient),
      tokens: bindings.shared('tokens', 'read'),
    },
    numbers: { width, vocabulary, tokens, rows, pieces, ...tokenNumbers(program) },
    parts: [TOKENS, `var<workgroup> chosen: array<u32, ${threads}>;`],
    threads,
    groups: spread(pieces),
    work: rows * tokens + tokens * width,
    body: `
    let piece = group.x + group.y * ${GROUPS_X}u;
    let row = piece % own.rows;
    let token = ${byToken ? 'tokenAt(row, 0u)' : 'row'};
    let j = piece / own.rows * ${threads}u + thread;
    var isFirst = true;
    let live = j < own.width && piece < own.pieces;
    let to = tableBase + token * own.width + min(j, own.width - 1u);
    var sum = 0.0f;
    ${accumulate ? 'sum = table[to];' : ''}
    for (var first = 0u; first < own.tokens; first += ${threads}u) {
      let mine = first + thread;
      chosen[thread] = select(own.vocabulary, tokenAt(min(mine, own.tokens - 1u), 0u), mine < own.tokens);
      workgroupBarrier();
      for (var i = 0u; i < ${threads}u; i++) {
        if (chosen[i] == token) {
          ${byToken ? 'isFirst = isFirst && first + i >= row;' : ''}
          if (live) { sum += dOut[dOutBase + (first + i) * own.width + j]; }
        }
      }
      workgroupBarrier();
    }
    if (live && isFirst) { table[to] = sum; }`,
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
  const tables = byToken && !accumulate ? [clear, table] : [table];
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
