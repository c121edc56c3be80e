// One of a few, with its name before it and, where its name is a word of the glossary, what that means behind it.
import { useId } from 'react';
import { Explain } from './term.tsx';
import type { Word } from '../help/glossary.ts';

interface Props<Value extends string> {
  readonly name: string;
  readonly value: Value;
  readonly options: readonly (readonly [Value, string])[];
  readonly onChange: (value: Value) => void;
  readonly word?: Word | undefined;
}

export function Choice<Value extends string>({ name, value, options, onChange, word }: Props<Value>) {
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
      {word && <Explain word={word} />}
    </span>
  );
}
