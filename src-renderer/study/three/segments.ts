// The lines of a scene as points: marks of one kind for three.js, and the edges of a block.
import type { Block, Mark } from '../../../src-main/report/figures/scene/scene.ts';
import type { Point, Space } from '../../../src-main/report/figures/scene/space.ts';

/** The twelve edges of a block. */
export function outlineOf({ row, column, from, to }: Block, { columns, rows }: Space): [Point, Point][] {
  const [left, right] = [columns[column]!, columns[column + 1]!];
  const [near, far] = [rows[row]!, rows[row + 1]!];
  const ring = (y: number): Point[] => [
    [left, y, near],
    [right, y, near],
    [right, y, far],
    [left, y, far],
  ];
  const [low, high] = [ring(from), ring(to)];
  return low.flatMap((corner, index): [Point, Point][] => [
    [corner, low[(index + 1) % 4]!],
    [high[index]!, high[(index + 1) % 4]!],
    [corner, high[index]!],
  ]);
}

/** x, y, z of one point after the other; every two are a line. */
export type Segments = number[];

export function marksOf(marks: readonly Mark[], kind: Mark['kind']): Segments {
  return marks
    .filter((mark) => mark.kind === kind)
    .flatMap(({ points }) => points.slice(1).flatMap((point, index) => [...points[index]!, ...point]));
}

/** The same lines, those that go on in one direction as one. */
export function joined(segments: Segments): Segments {
  const lines = new Map<
    string,
    { readonly axis: number; readonly place: Point; spans: [number, number][] }
  >();
  for (let at = 0; at < segments.length; at += 6) {
    const [a, b] = [segments.slice(at, at + 3), segments.slice(at + 3, at + 6)];
    const axis = Math.max(
      0,
      a.findIndex((value, index) => value !== b[index]),
    );
    const others = a.map((value, index) => (index === axis ? 0 : value)) as unknown as Point;
    const key = `${axis} ${others.map((value) => value.toFixed(6)).join(' ')}`;
    const line = lines.get(key) ?? { axis, place: others, spans: [] };
    lines.set(key, line);
    line.spans.push([Math.min(a[axis]!, b[axis]!), Math.max(a[axis]!, b[axis]!)]);
  }
  return [...lines.values()].flatMap(({ axis, place, spans }) =>
    unions(spans).flatMap((span) =>
      span.flatMap((end) => place.map((value, index) => (index === axis ? end : value))),
    ),
  );
}

function unions(spans: readonly (readonly [number, number])[]): [number, number][] {
  const found: [number, number][] = [];
  for (const [low, high] of spans.toSorted((a, b) => a[0] - b[0])) {
    const last = found.at(-1);
    if (last && low <= last[1] + 1e-6) last[1] = Math.max(last[1], high);
    else found.push([low, high]);
  }
  return found;
}
