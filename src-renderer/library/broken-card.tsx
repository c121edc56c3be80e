// A file of the library that cannot be opened: what is wrong with it, and what can still be done.
import type { AppFacts, BrokenStudy } from '../../src-main/contract/contract.ts';
import { showBytes, showDate } from '../parts/numbers.ts';
import { OriginalError, ToldError } from '../parts/told-error.tsx';
import { useWords } from '../words/language.ts';
import { Remove, Reveal } from './card-actions.tsx';

interface Props {
  readonly study: BrokenStudy;
  readonly facts: AppFacts;
}

export function BrokenCard({ study: { id, path, bytes, modifiedAt, problem }, facts }: Props) {
  const words = useWords();
  const name = path.split(/[\\/]/).at(-1)!;
  return (
    <li className="card broken">
      <h2>{name}</h2>
      <p className="problem">
        <ToldError error={problem} />
      </p>
      <OriginalError error={problem} />
      {modifiedAt !== null && bytes !== null && (
        <p className="fine" title={path}>
          {showDate(modifiedAt, words.numbers)} · {showBytes(bytes, words.numbers)}
        </p>
      )}
      <div className="row">
        {facts.canReveal && <Reveal id={id} />}
        {!facts.readOnly && <Remove id={id} name={name} />}
      </div>
    </li>
  );
}
