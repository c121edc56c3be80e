// Beside what runs say that are not all at their end: that it is so far.
import type { StudyCard } from '../../src-main/contract/contract.ts';
import { useWords } from '../words/language.ts';

export function SoFar({ counts: { planned, running } }: Pick<StudyCard, 'counts'>) {
  const { activity } = useWords();
  return planned + running > 0 ? <span className="chip">{activity.soFar}</span> : null;
}
