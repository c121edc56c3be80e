// What a figure shows, by name: every language has words for each. What it is made of and how it is drawn: ../figures.

/** What colour can stand for. */
export const MEASURES = ['unstable', 'added', 'tail', 'penalty', 'gap', 'sharpness', 'margin'] as const;
export type Measure = (typeof MEASURES)[number];

/** What the height of a block can stand for. */
export const HEIGHTS = ['stable', 'tail', 'gap', 'sharpness', 'margin'] as const;
export type HeightMeasure = (typeof HEIGHTS)[number];

/** What the colours of a probe can stand for. */
export const PROBE_MEASURES = ['underflow', 'overflow', 'error'] as const;
export type ProbeMeasure = (typeof PROBE_MEASURES)[number];

/**
 * `absent`: not in the plan; `waiting`: planned, nothing finished; `failed`: every attempt broke for infrastructure reasons;
 * `unjudged`: runs have finished, and nothing says what their losses are worth; then measured ones, by the share of unstable runs: none, some, too many.
 */
export type CellState = 'absent' | 'waiting' | 'failed' | 'unjudged' | 'stable' | 'mixed' | 'unstable';
