// A sentence in which some words are code: they stand where the sentence has {}, in their order.
import { Fragment } from 'react';

interface Props {
  readonly sentence: string;
  readonly code: readonly string[];
}

export function InCode({ sentence, code }: Props) {
  return sentence.split('{}').map((part, index) => (
    <Fragment key={index}>
      {index > 0 && <code>{code[index - 1]}</code>}
      {part}
    </Fragment>
  ));
}
