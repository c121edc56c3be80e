// Token and position embeddings: gathers rows, and adds gradients back to them in the order of the tokens.
// Tokens are 16-bit ids in the corpus; `starts` says where each sequence of the batch begins.
import { addTo } from './elementwise';

export function embedding(
  table: usize,
  positions: usize,
  out: usize,
  corpus: usize,
  starts: usize,
  batch: i32,
  context: i32,
  width: i32,
): void {
  const row = (<usize>width) << 2;
  for (let b = 0; b < batch; b++) {
    let token = corpus + ((<usize>load<i32>(starts + ((<usize>b) << 2))) << 1);
    let position = positions;
    for (let t = 0; t < context; t++) {
      memory.copy(out, table + <usize>load<u16>(token) * row, row);
      if (positions != 0) addTo(out, position, width);
      token += 2;
      position += row;
      out += row;
    }
  }
}

export function embeddingGradient(
  dOut: usize,
  dTable: usize,
  dPositions: usize,
  corpus: usize,
  starts: usize,
  batch: i32,
  context: i32,
  width: i32,
  vocabulary: i32,
  accumulate: bool,
): void {
  const row = (<usize>width) << 2;
  if (!accumulate) memory.fill(dTable, 0, <usize>vocabulary * row);
  if (dPositions != 0) memory.fill(dPositions, 0, <usize>context * row);
  for (let b = 0; b < batch; b++) {
    let token = corpus + ((<usize>load<i32>(starts + ((<usize>b) << 2))) << 1);
    let position = dPositions;
    for (let t = 0; t < context; t++) {
      addTo(dTable + <usize>load<u16>(token) * row, dOut, width);
      if (dPositions != 0) addTo(position, dOut, width);
      token += 2;
      position += row;
      dOut += row;
    }
  }
}
