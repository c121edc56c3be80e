// The inputs of the decision: each as the study measured it, as it is assumed, or as the reader has set it.
import type { Decision } from '../../src-main/analysis/decision/decide.ts';
import {
  COST_INPUT_NAMES,
  type CostInputName,
  type CostInputs,
  type Range,
} from '../../src-main/analysis/decision/inputs.ts';
import type { QuantityName } from '../../src-main/analysis/decision/quantities.ts';
import type { Words } from '../../src-main/report/language/language.ts';
import { CostSlider } from './cost-slider.tsx';

interface Props {
  readonly decision: Decision;
  readonly inputs: CostInputs;
  readonly words: Words;
  readonly onChange: (inputs: CostInputs) => void;
}

/** Inputs that the study may have measured. */
const MEASURABLE: readonly CostInputName[] = [
  'lowShare',
  'slope',
  'tokenEfficiency',
  'failureProbability',
  'recipeFailureProbability',
  'searchRuns',
  'searchRatio',
];

/** What of the decision an input stands for, where that has another name. */
const QUANTITY_OF: Partial<Record<CostInputName, QuantityName>> = {
  failureProbability: 'baselineFailure',
  recipeFailureProbability: 'recipeFailure',
};

export function CostInputsPanel({ decision, inputs, words, onChange }: Props) {
  const { view } = words.decision;
  const set = (name: CostInputName, range: Range | null) => {
    const others = Object.fromEntries(Object.entries(inputs).filter(([other]) => other !== name));
    const changed: CostInputs = range === null ? others : { ...others, [name]: range };
    // The recipe's own failure probability means nothing beside the study's of the baseline.
    const isAlone = changed.recipeFailureProbability && !changed.failureProbability;
    const baseline = rangeOf(decision, 'failureProbability');
    onChange(isAlone && baseline ? { ...changed, failureProbability: baseline } : changed);
  };
  return (
    <section className="panel" aria-label={view.yourCosts}>
      <div className="row">
        <h2>{view.yourCosts}</h2>
        <span className="spring" />
        <button type="button" onClick={() => onChange({})}>
          {view.defaults}
        </button>
      </div>
      {COST_INPUT_NAMES.map((name) => (
        <CostSlider
          key={name}
          name={name}
          range={inputs[name] ?? rangeOf(decision, name)}
          kind={inputs[name] ? 'yours' : kindOf(decision, name)}
          isGiven={inputs[name] !== undefined}
          isMeasurable={MEASURABLE.includes(name)}
          words={words}
          onChange={(range) => set(name, range)}
        />
      ))}
    </section>
  );
}

function quantityOf({ quantities }: Decision, input: CostInputName) {
  const name = QUANTITY_OF[input] ?? input;
  return quantities.find((quantity) => quantity.name === name) ?? null;
}

function rangeOf(decision: Decision, input: CostInputName): Range | null {
  return quantityOf(decision, input)?.range ?? null;
}

function kindOf(decision: Decision, input: CostInputName) {
  return quantityOf(decision, input)?.kind ?? null;
}
