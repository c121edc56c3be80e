// One of two or three that stand side by side, as radio buttons that look like one switch.
import { useId } from 'react';

interface Props<Value extends string> {
  readonly name: string;
  readonly value: Value;
  readonly options: readonly (readonly [Value, string])[];
  readonly onChange: (value: Value) => void;
}

export function Segments<Value extends string>({ name, value, options, onChange }: Props<Value>) {
  const group = useId();
  return (
    <span className="segments" role="radiogroup" aria-label={name}>
      {options.map(([option, text]) => (
        <label key={option}>
          <input type="radio" name={group} checked={option === value} onChange={() => onChange(option)} />
          {text}
        </label>
      ))}
    </span>
  );
}
