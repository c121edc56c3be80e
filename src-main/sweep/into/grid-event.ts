// Of a study into which a grid was trained: from which run on its runs are those of the grid that came last.
import { z } from 'zod';
import type { Study } from '../../study/study.ts';

const GRID_KIND = 'grid-added';
const details = z.object({ first: z.int() });

export function noteGrid(study: Study, first: number, message: string): void {
  study.addEvent({ runId: null, step: null, kind: GRID_KIND, message, details: { first } });
}

/** Number of its first run; that of the first of all where none was added. */
export function firstOfGrid(study: Study): number {
  const last = study.eventsOfKind(GRID_KIND).at(-1);
  return last === undefined ? 0 : study.believed(details, last.details, 'details of an added grid').first;
}
