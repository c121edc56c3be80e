// Which studies are compared: a box for each study of the library. They stand side by side in the order in which they were chosen.
import type { StudyCard } from '../../src-main/contract/contract.ts';
import { MOST_COMPARED } from '../../src-main/report/figures/comparison/compared-study.ts';
import { showDate } from '../parts/numbers.ts';
import { useWords } from '../words/language.ts';

interface Props {
  readonly cards: readonly StudyCard[];
  readonly chosen: readonly string[];
  readonly onChoose: (chosen: readonly string[]) => void;
}

export function StudyChoice({ cards, chosen, onChoose }: Props) {
  const words = useWords();
  const isFull = chosen.length >= MOST_COMPARED;
  return (
    <fieldset className="panel study-choice">
      <legend>{words.compare.studies(MOST_COMPARED)}</legend>
      {cards.map(({ id, name, modifiedAt }) => {
        const isChosen = chosen.includes(id);
        return (
          <label key={id}>
            <input
              type="checkbox"
              checked={isChosen}
              disabled={isFull && !isChosen}
              onChange={() => onChoose(isChosen ? chosen.filter((each) => each !== id) : [...chosen, id])}
            />{' '}
            {name} <span className="fine">{showDate(modifiedAt, words.numbers)}</span>
          </label>
        );
      })}
    </fieldset>
  );
}
