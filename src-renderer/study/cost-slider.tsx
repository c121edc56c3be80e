// One input of the decision: its most likely value as a slider and a number, and the ends of its range, which move along in
// proportion until they are set by hand. What the study measures is shown as such until the reader sets it.
import { useId, useState } from 'react';
import {
  COST_INPUTS,
  rangeProblem,
  type CostInputName,
  type Kind,
  type Range,
} from '../../src-main/analysis/decision/inputs.ts';
import type { Words } from '../../src-main/report/language/language.ts';
import { NumberField } from '../parts/number-field.tsx';
import { scaled } from './scaled-range.ts';

interface Props {
  readonly name: CostInputName;
  /** As it went into the decision; null where it had no part in it. */
  readonly range: Range | null;
  readonly kind: Kind | null;
  /** Whether the reader has set it. */
  readonly isGiven: boolean;
  /** Whether the study may measure it: then it can be given back to the study. */
  readonly isMeasurable: boolean;
  readonly words: Words;
  /** null: as the study has it. */
  readonly onChange: (range: Range | null) => void;
}

/** How far beyond its range a slider reaches. */
const REACH = 2;
const STEPS = 200;
/** Where a slider begins that nothing was known of. */
const UNKNOWN: Range = { low: 0.01, value: 0.05, high: 0.1 };

export function CostSlider(props: Props) {
  const { name, kind, isGiven, isMeasurable, words, onChange } = props;
  const { decision } = words;
  const { name: meaning, unit, source } = decision.inputs[name];
  const range = props.range ?? COST_INPUTS[name].assumed ?? UNKNOWN;
  return (
    <div className="slider">
      <div>
        {meaning} <span className="fine">({unit})</span>{' '}
        <span className={`kind ${kind ?? ''}`} title={kind === 'assumption' ? source : undefined}>
          {kind === null ? decision.view.notGiven : decision.kinds[kind]}
        </span>
        {isMeasurable && (
          <label className="give">
            <input
              type="checkbox"
              aria-label={decision.view.give(meaning)}
              checked={isGiven}
              onChange={({ target }) => onChange(target.checked ? within(name, range) : null)}
            />{' '}
            {decision.view.giveShort}
          </label>
        )}
      </div>
      {isGiven || !isMeasurable ? (
        <Controls name={name} range={range} words={words} onChange={onChange} />
      ) : (
        <span className="as-found fine">{props.range && shownRange(props.range, words)}</span>
      )}
    </div>
  );
}

function Controls({
  name,
  range,
  words,
  onChange,
}: Pick<Props, 'name' | 'words' | 'onChange'> & { range: Range }) {
  const id = useId();
  const { name: meaning, unit } = words.decision.inputs[name];
  const { view } = words.decision;
  const { least, most, assumed } = COST_INPUTS[name];
  const reach = assumed ?? range;
  const [from, to] = [Math.max(least, reach.low / REACH), Math.min(most, reach.high * REACH)];
  // What is typed digit by digit scales the range that was there before, not the one of the digits so far.
  const [before, setBefore] = useState(range);
  const remember = () => setBefore(range);
  const set = (changed: Range): boolean => {
    const isTaken = rangeProblem(name, changed) === null;
    if (isTaken) onChange(changed);
    return isTaken;
  };
  const move = (value: number) => set(scaled(before, value, COST_INPUTS[name]));
  const field = (label: string, value: number, onNumber: (value: number) => boolean) => (
    <NumberField
      label={label}
      value={show(value)}
      allowed={view.allowed(String(least), String(most))}
      onFocus={remember}
      onNumber={onNumber}
    />
  );
  return (
    <>
      <input
        id={id}
        type="range"
        aria-label={meaning}
        min={from}
        max={to}
        step={(to - from) / STEPS}
        value={range.value}
        aria-valuetext={`${show(range.value)} ${unit}`}
        onPointerDown={remember}
        onFocus={remember}
        onChange={(event) => move(Number(event.target.value))}
      />
      {field(view.asNumber(meaning), range.value, move)}
      <span className="ends">
        {field(view.lowEnd(meaning), range.low, (low) => set({ ...range, low }))}
        <span aria-hidden="true">–</span>
        {field(view.highEnd(meaning), range.high, (high) => set({ ...range, high }))}
      </span>
    </>
  );
}

/** A measured range may reach beyond what may be entered. */
function within(name: CostInputName, { low, value, high }: Range): Range {
  const { least, most } = COST_INPUTS[name];
  const clip = (number: number) => Math.min(most, Math.max(least, number));
  return { low: clip(low), value: clip(value), high: clip(high) };
}

function shownRange({ low, value, high }: Range, { numbers }: Words): string {
  if (low === high) return show(value);
  return show(value) + numbers.inBrackets(numbers.range(show(low), show(high)));
}

function show(value: number): string {
  return String(Number(value.toPrecision(3)));
}
