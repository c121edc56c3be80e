// What the report is made of.
import type { GridAnalysis } from '../../analysis/grid/grid.ts';
import type { StudyLadder } from '../../analysis/ladder/recipe-ladder.ts';
import type { StudyInfo } from '../../study/study-reader.ts';
import type { RunRow } from '../../records/types.ts';
import type { CurveName } from '../study-curves.ts';
import type { Words } from '../language/language.ts';

export interface ReportSource {
  readonly info: StudyInfo;
  readonly runs: readonly RunRow[];
  readonly analysis: GridAnalysis;
  /** The study as the larger model that is decided on; null or absent: its own models are. */
  readonly atTarget?: GridAnalysis | null;
  /** Series of a run, one value a step; null where it was not kept. */
  readonly curve: (runId: number, name: CurveName) => Float32Array | null;
  /** What its triggers did to a run, and at which step. */
  readonly actions: (runId: number) => readonly { readonly step: number; readonly message: string }[];
  /** null where the rows of the study are no sizes of a model. */
  readonly ladder: StudyLadder | null;
  readonly words: Words;
}

/** At most `most` of these, evenly spread, the first and the last among them. */
export function spreadOut<T>(values: readonly T[], most: number): T[] {
  if (values.length <= most) return [...values];
  return Array.from({ length: most }, (_, i) => values[Math.round((i * (values.length - 1)) / (most - 1))]!);
}

/**
 * How wide maps are drawn that are printed 180 mm wide, and how narrow their cells may be: all their words are 7 points or more then
 * (10 pixels of 728 are 7.0 points of 180 mm), and two panels stand side by side.
 */
export const PRINTED_MAP = { width: 728, leastCell: 29 } as const;
