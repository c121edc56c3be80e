// One input of the decision: its most likely value as a slider and a number; the range around it moves along in proportion.
import { useId } from 'react';
import { COST_INPUTS, type CostInputName, type Range } from '../../src-main/analysis/decision/inputs.ts';

interface Props {
  readonly name: CostInputName;
  readonly range: Range;
  readonly onChange: (range: Range) => void;
}

/** How far beyond its default range a slider reaches. */
const REACH = 2;
const STEPS = 200;

export function CostSlider({ name, range, onChange }: Props) {
  const id = useId();
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
    <div className="slider" title={facts.source}>
      <label htmlFor={id}>{facts.name}</label>
      <input
        id={id}
        type="range"
        min={least}
        max={most}
        step={(most - least) / STEPS}
        value={range.value}
        aria-valuetext={`${show(range.value)} ${facts.unit}`}
        onChange={(event) => move(Number(event.target.value))}
      />
      <input
        type="number"
        aria-label={`${facts.name}, as a number`}
        min={facts.least}
        max={facts.most}
        step="any"
        value={show(range.value)}
        onChange={(event) => move(Number(event.target.value))}
      />
      <span className="fine">
        {facts.unit}, {show(range.low)} to {show(range.high)}
      </span>
    </div>
  );
}

function show(value: number): number {
  return Number(value.toPrecision(3));
}
