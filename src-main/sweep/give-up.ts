// Gives up what is planned: labels that waited for it are final then.
import { relabel } from '../study/relabel.ts';
import type { Study } from '../study/study.ts';
import { plannedOf } from './session.ts';

/** Returns how many runs were given up; `retry` plans them again. */
export function giveUpPlanned(study: Study): number {
  const ids = plannedOf(study.runs()).map(({ id }) => id);
  study.cancelRuns(ids);
  relabel(study);
  return ids.length;
}
