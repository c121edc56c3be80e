// What a session that was killed left: processes that still train, and runs that nobody trains.
import type { Study } from '../study/study.ts';
import { endLeftTrainers } from './executors/command/left-trainers.ts';

/** Ends the ones and plans the others again; how many runs these are. */
export function recover(study: Study): number {
  const left = endLeftTrainers(study);
  if (left > 0) {
    const message = `${left} processes that an earlier session had left training were ended.`;
    study.addEvent({ runId: null, step: null, kind: 'recovered', message });
  }
  return study.recoverInterrupted();
}
