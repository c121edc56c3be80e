// Words that a column of labels may hold. Pure.
import { LABELS, type Label } from '../../analysis/labels/labels.ts';

export const LABEL_WORDS: ReadonlyMap<string, Label> = new Map([
  ...LABELS.map((label) => [label, label] as const),
  ...['stable', 'good', 'converged'].map((word) => [word, 'ok'] as const),
  ...['diverged', 'divergent', 'unstable', 'nan'].map((word) => [word, 'nonfinite'] as const),
]);
