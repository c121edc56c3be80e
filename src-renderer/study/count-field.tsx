// A field for how many parameters or tokens a model has, which may be left empty; what is wrong with it is said beside it.
import { formatNumber } from '../../src-main/report/language/numbers.ts';
import { NumberField } from '../parts/number-field.tsx';
import { useWords } from '../words/language.ts';

interface Props {
  /** What stands before the field, and what it is called. */
  readonly words: string;
  readonly label: string;
  readonly value: number | null;
  readonly most: number;
  /** null: left empty. */
  readonly onCount: (count: number | null) => void;
}

export function CountField({ words, label, value, most, onCount }: Props) {
  const { allowed } = useWords().studyLadder;
  return (
    <label>
      {words}{' '}
      <NumberField
        label={label}
        value={value === null ? '' : formatNumber(value)}
        allowed={allowed(formatNumber(most))}
        saysBeside
        onEmpty={() => onCount(null)}
        onNumber={(given) => {
          const isCount = given >= 1 && given <= most;
          if (isCount) onCount(given);
          return isCount;
        }}
      />
    </label>
  );
}
