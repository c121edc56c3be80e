// What the saving depends on: one thing at a time at the ends of its range, the others at their most likely value.
import { expectedCost, savingOf, type Situation } from './cost.ts';
import type { Quantities, QuantityName } from './quantities.ts';

export interface TornadoBar {
  readonly input: QuantityName & keyof Situation;
  /** Saving as a share of the baseline's cost, with this input at the low and the high end of its range. */
  readonly low: number;
  readonly high: number;
}

/** The widest bar first; what has no range has none. */
export function tornadoOf({ typical, shown }: Pick<Quantities, 'typical' | 'shown'>): TornadoBar[] {
  const saving = (situation: Situation) =>
    savingOf(expectedCost(situation, 'recipe').total, expectedCost(situation, 'baseline').total);
  const bars = shown.flatMap(({ name, range }): TornadoBar[] =>
    isDrawn(name, typical) && range.low < range.high
      ? [
          {
            input: name,
            low: saving({ ...typical, [name]: range.low }),
            high: saving({ ...typical, [name]: range.high }),
          },
        ]
      : [],
  );
  return bars.sort((a, b) => Math.abs(b.high - b.low) - Math.abs(a.high - a.low));
}

/** The others are made of these. */
function isDrawn(name: QuantityName, typical: Situation): name is TornadoBar['input'] {
  return name in typical && typical[name as TornadoBar['input']] !== null;
}
