// The labels of runs in English: as they are.
import { LABELS, type Label } from '../../../analysis/labels/labels.ts';

export const labels = Object.fromEntries(LABELS.map((label) => [label, label])) as Record<Label, string>;
