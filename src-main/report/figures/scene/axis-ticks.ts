// Which values the axes of the grid name, from many to few: of learning rates 1 and 3 times powers of ten, then the powers alone, then
// every so many; of rows the tested values, then every second, fourth ... Regular in every case, so that a gap means nothing.
import type { GridAnalysis } from '../../../analysis/grid/grid.ts';
import { formatLearningRate } from '../../language/numbers.ts';
import { formatRow } from '../../language/row-text.ts';
import type { Tick } from './scene.ts';
import { SIZE, type Space } from './space.ts';

/** Fewer name no scale: the tested values do better. */
const LEAST = 2;
const STRIDES = [1, 2, 4, 8, 16, 32, 64, 128];

export function rateTicks3D(
  { learningRates }: Pick<GridAnalysis, 'learningRates'>,
  space: Space,
): (readonly Tick[])[] {
  const tested = strided(
    space.columnCentres.map((at, i) => ({ at, text: formatLearningRate(learningRates[i]!) })),
  );
  const [first, last] = [learningRates[0], learningRates.at(-1)];
  if (first === undefined || last === undefined || space.xOf(first) === null || first === last) return tested;
  const ticksOf = (factors: readonly number[], every: number): Tick[] => {
    const found: Tick[] = [];
    for (let power = Math.floor(Math.log10(first)) - 1; power <= Math.ceil(Math.log10(last)); power++) {
      if (power % every !== 0) continue;
      for (const factor of factors) {
        const rate = Number(`${factor}e${power}`);
        const at = space.xOf(rate)!;
        if (Math.abs(at) < SIZE.x / 2 - 1e-9) found.push({ at, text: formatLearningRate(rate) });
      }
    }
    return found;
  };
  const choices = [ticksOf([1, 3], 1), ...STRIDES.slice(0, 4).map((every) => ticksOf([1], every))].filter(
    ({ length }) => length >= LEAST,
  );
  return choices.length === 0 ? tested : choices;
}

export function rowTicks({ rowValues }: Pick<GridAnalysis, 'rowValues'>, space: Space): (readonly Tick[])[] {
  return strided(space.rowCentres.map((at, index) => ({ at, text: formatRow(rowValues[index]!) })));
}

function strided(ticks: readonly Tick[]): (readonly Tick[])[] {
  return STRIDES.filter((stride) => stride === 1 || stride < ticks.length).map((stride) =>
    ticks.filter((_, index) => index % stride === 0),
  );
}
