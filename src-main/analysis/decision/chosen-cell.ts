// Which setting of a recipe one would train at: least unstable first, then the lowest loss.
import type { Cell, RecipeMap } from '../grid.ts';

/** The measured cell with the lowest upper end of P(unstable), then the lowest median tail; null where none is measured. */
export function chosenCell(map: RecipeMap): Cell | null {
  const measured = map.cells.flat().filter(({ finished }) => finished > 0);
  const rank = ({ interval, share, medianTail }: Cell) => [
    interval?.high ?? 1,
    share ?? 1,
    medianTail !== null && Number.isFinite(medianTail) ? medianTail : Infinity,
  ];
  return (
    measured.toSorted((a, b) => {
      const [left, right] = [rank(a), rank(b)];
      const at = left.findIndex((value, index) => value !== right[index]);
      return at < 0 ? 0 : left[at]! - right[at]!;
    })[0] ?? null
  );
}

/** The cell of another recipe at the same setting. */
export function sameSetting(map: RecipeMap, { learningRate, batchSize }: Cell): Cell | null {
  return (
    map.cells.flat().find((cell) => cell.learningRate === learningRate && cell.batchSize === batchSize) ??
    null
  );
}
