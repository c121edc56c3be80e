// Of a study into which a grid was trained: which of its runs had ended before the grid that came last.
import { z } from 'zod';
import type { RunRow } from '../../records/types.ts';
import type { Study } from '../../study/study.ts';

const GRID_KIND = 'grid-added';
/** `first`: the first run of the grid; `waiting`: those before it that had no end yet. */
const details = z.object({ first: z.int(), waiting: z.array(z.int()).default([]) });

/** Called once its runs are planned, and before any is trained. */
export function noteGrid(study: Study, first: number, message: string): void {
  const before = study.runs().filter(({ id }) => id < first);
  const waiting = before.filter(({ state }) => state !== 'finished').map(({ id }) => id);
  study.addEvent({ runId: null, step: null, kind: GRID_KIND, message, details: { first, waiting } });
}

/** Whether a run had ended before the last grid was added; none had where none was. */
export function endedBeforeGrid(study: Study): (run: Pick<RunRow, 'id'>) => boolean {
  const last = study.eventsOfKind(GRID_KIND).at(-1);
  if (last === undefined) return () => false;
  const { first, waiting } = study.believed(details, last.details, 'details of an added grid');
  const open = new Set(waiting);
  return ({ id }) => id < first && !open.has(id);
}
