// The effects of the suite, in the order in which they are shown. Hypotheses, thresholds and directions were written down before the
// runs were made and stay as they are, whatever comes out. To add one: its study in studies.ts, the effect in effects/; nothing else.
import type { Effect } from './effect.ts';
import { FORMAT_EFFECTS } from './effects/formats.ts';
import { SCALE_EFFECTS } from './effects/scales.ts';
import { STABILITY_EFFECTS } from './effects/stability.ts';
import { STATE_EFFECTS } from './effects/state.ts';

export const EFFECTS: readonly Effect[] = [
  ...SCALE_EFFECTS,
  ...FORMAT_EFFECTS,
  ...STATE_EFFECTS,
  ...STABILITY_EFFECTS,
];

export const EFFECT_NAMES: readonly string[] = EFFECTS.map(({ name }) => name);
