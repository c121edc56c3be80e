// What the saving depends on: one input at a time at the ends of its range, the others at their most likely value.
import { expectedCost, savingOf, type Situation } from './cost.ts';
import { COST_INPUT_NAMES, type CostInputName, type CostInputs } from './inputs.ts';
import { spread, type ComparedCost } from './recipe-cost.ts';

export interface TornadoBar {
  readonly input: CostInputName | 'recipeFailure' | 'baselineFailure';
  /** Saving as a share of the baseline's cost, with this input at the low and the high end of its range. */
  readonly low: number;
  readonly high: number;
}

/** The widest bar first. */
export function tornadoOf(
  inputs: CostInputs,
  typical: Situation,
  { draws }: Pick<ComparedCost, 'draws'>,
): TornadoBar[] {
  const saving = (situation: Situation, p: number, pBase: number) =>
    savingOf(expectedCost(situation, 'fp8', p).total, expectedCost(situation, 'bf16', pBase).total);
  const [own, base] = [spread(draws.recipe), spread(draws.baseline)];
  const bars: TornadoBar[] = COST_INPUT_NAMES.map((input) => ({
    input,
    low: saving({ ...typical, [input]: inputs[input].low }, own.median, base.median),
    high: saving({ ...typical, [input]: inputs[input].high }, own.median, base.median),
  }));
  bars.push({
    input: 'recipeFailure',
    low: saving(typical, own.interval.low, base.median),
    high: saving(typical, own.interval.high, base.median),
  });
  bars.push({
    input: 'baselineFailure',
    low: saving(typical, own.median, base.interval.low),
    high: saving(typical, own.median, base.interval.high),
  });
  return bars.sort((a, b) => Math.abs(b.high - b.low) - Math.abs(a.high - a.low));
}
