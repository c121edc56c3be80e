// Token and position embeddings: gathers rows, and adds gradients back to them in the order of the tokens.
// `tokens` are 32-bit ids, context + 1 for each sequence of the batch: the last is a target alone.
import { addTo } from './elementwise';

export function embedding(
  table: usize,
  positions: usize,
  out: usize,
  tokens: usize,
  batch: i32,
  context: i32,
  width: i32,
): void {
  const row = (<usize>width) << 2;
  let token = tokens;
  for (let b = 0; b < batch; b++) {
    let position = positions;
    for (let t = 0; t < context; t++) {
      memory.copy(out, table + <usize>load<u32>(token) * row, row);
      if (positions != 0) addTo(out, position, width);
      token += 4;
      position += row;
      out += row;
    }
    token += 4;
  }
}

export function embeddingGradient(
  dOut: usize,
  dTable: usize,
  dPositions: usize,
  tokens: usize,
  batch: i32,
  context: i32,
  width: i32,
  vocabulary: i32,
  accumulate: bool,
  accumulatePositions: bool,
): void {
  const row = (<usize>width) << 2;
  if (!accumulate) memory.fill(dTable, 0, <usize>vocabulary * row);
  if (dPositions != 0 && !accumulatePositions) memory.fill(dPositions, 0, <usize>context * row);
  let token = tokens;
  for (let b = 0; b < batch; b++) {
    let position = dPositions;
    for (let t = 0; t < context; t++) {
      addTo(dTable + <usize>load<u32>(token) * row, dOut, width);
      if (dPositions != 0) addTo(position, dOut, width);
      token += 4;
      position += row;
      dOut += row;
    }
    token += 4;
  }
}
