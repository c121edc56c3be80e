// One input of the decision: its most likely value as a slider and a number; the range around it moves along in proportion.
import { useId } from 'react';
import { COST_INPUTS, type CostInputName, type Range } from '../../src-main/analysis/decision/inputs.ts';
import type { Words } from '../../src-main/report/language/language.ts';

interface Props {
  readonly name: CostInputName;
  readonly range: Range;
  readonly words: Words;
  readonly onChange: (range: Range) => void;
}

/** How far beyond its default range a slider reaches. */
const REACH = 2;
const STEPS = 200;

export function CostSlider({ name, range, words: { decision }, onChange }: Props) {
  const id = useId();
  const { name: meaning, unit, source } = decision.inputs[name];
  const facts = COST_INPUTS[name];
  const least = Math.max(facts.least, facts.low / REACH);
  const most = Math.min(facts.most, facts.high * REACH);
  const move = (value: number) => {
    if (!(value >= facts.least && value <= facts.most)) return;
    const within = (end: number) => Math.min(facts.most, Math.max(facts.least, end));
    onChange({
      low: Math.min(value, within((value * facts.low) / facts.value)),
      value,
      high: Math.max(value, within((value * facts.high) / facts.value)),
    });
  };
  return (
    <div className="slider" title={source}>
      <label htmlFor={id}>{meaning}</label>
      <input
        id={id}
        type="range"
        min={least}
        max={most}
        step={(most - least) / STEPS}
        value={range.value}
        aria-valuetext={`${show(range.value)} ${unit}`}
        onChange={(event) => move(Number(event.target.value))}
      />
      <input
        type="number"
        aria-label={decision.view.asNumber(meaning)}
        min={facts.least}
        max={facts.most}
        step="any"
        value={show(range.value)}
        onChange={(event) => move(Number(event.target.value))}
      />
      <span className="fine">
        {decision.view.range(unit, String(show(range.low)), String(show(range.high)))}
      </span>
    </div>
  );
}

function show(value: number): number {
  return Number(value.toPrecision(3));
}
