// Long curves for a narrow panel: per column of pixels the first, lowest, highest and last value, in order, so that no
// spike is lost and the drawn line covers the same pixels as the full curve. Values that are not finite break the line.

/** [index, value] of the kept points, one list for each stretch of finite values. */
export type Segment = readonly (readonly [number, number])[];

/** At most four points a column; `columns` share the indices 0 to length - 1 evenly. */
export function decimate(values: ArrayLike<number>, columns: number): Segment[] {
  const segments: Segment[] = [];
  const { length } = values;
  const perColumn = length / Math.max(1, Math.floor(columns));
  let start = 0;
  while (start < length) {
    if (!Number.isFinite(values[start]!)) {
      start += 1;
      continue;
    }
    let end = start;
    while (end < length && Number.isFinite(values[end]!)) end += 1;
    segments.push(decimateStretch(values, start, end, perColumn));
    start = end;
  }
  return segments;
}

function decimateStretch(values: ArrayLike<number>, start: number, end: number, perColumn: number): Segment {
  const points: [number, number][] = [];
  let from = start;
  while (from < end) {
    const column = Math.floor(from / perColumn);
    const to = Math.min(end, Math.max(from + 1, Math.ceil((column + 1) * perColumn)));
    let [low, high] = [from, from];
    for (let index = from; index < to; index++) {
      if (values[index]! < values[low]!) low = index;
      if (values[index]! > values[high]!) high = index;
    }
    const kept = [...new Set([from, Math.min(low, high), Math.max(low, high), to - 1])];
    for (const index of kept) points.push([index, values[index]!]);
    from = to;
  }
  return points;
}
