// The studies in which an effect is seen, as the suite has them.
import { studiesOf, type Effect } from '../../src-main/evidence/effect.ts';
import type { ResultOf } from '../../src-main/contract/contract.ts';

type Report = ResultOf<'evidence.report'>;

export function studiesShown({ studies }: Report, effect: Effect): Report['studies'] {
  const names = studiesOf(effect);
  return studies.filter(({ name }) => names.includes(name));
}
