// One of a few, with its name before it.
import { useId } from 'react';

interface Props<Value extends string> {
  readonly name: string;
  readonly value: Value;
  readonly options: readonly (readonly [Value, string])[];
  readonly onChange: (value: Value) => void;
}

export function Choice<Value extends string>({ name, value, options, onChange }: Props<Value>) {
  const id = useId();
  return (
    <span className="choice">
      <label htmlFor={id}>{name}</label>{' '}
      <select id={id} value={value} onChange={(event) => onChange(event.target.value as Value)}>
        {options.map(([option, text]) => (
          <option key={option} value={option}>
            {text}
          </option>
        ))}
      </select>
    </span>
  );
}
