// One input of the decision: its most likely value as a slider and a number, and the ends of its range, which move along in
// proportion until they are set by hand.
import { useId } from 'react';
import {
  COST_INPUTS,
  rangeProblem,
  type CostInputName,
  type Range,
} from '../../src-main/analysis/decision/inputs.ts';
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
  const { view } = decision;
  const facts = COST_INPUTS[name];
  const least = Math.max(facts.least, facts.low / REACH);
  const most = Math.min(facts.most, facts.high * REACH);
  const set = (changed: Range) => {
    if (rangeProblem(name, changed) === null) onChange(changed);
  };
  const move = (value: number) => {
    const factor = range.value > 0 ? value / range.value : 1;
    const within = (end: number) => Math.min(facts.most, Math.max(facts.least, end));
    set({
      low: Math.min(value, within(range.low * factor)),
      value,
      high: Math.max(value, within(range.high * factor)),
    });
  };
  const number = (label: string, value: number, change: (value: number) => void) => (
    <input
      type="number"
      aria-label={label}
      min={facts.least}
      max={facts.most}
      step="any"
      value={show(value)}
      onChange={(event) => change(Number(event.target.value))}
    />
  );
  return (
    <div className="slider" title={source}>
      <label htmlFor={id}>
        {meaning} <span className="fine">({unit})</span>
      </label>
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
      {number(view.asNumber(meaning), range.value, move)}
      <span className="ends">
        {number(view.lowEnd(meaning), range.low, (low) => set({ ...range, low }))}
        <span aria-hidden="true">–</span>
        {number(view.highEnd(meaning), range.high, (high) => set({ ...range, high }))}
      </span>
    </div>
  );
}

function show(value: number): number {
  return Number(value.toPrecision(3));
}
