// The words that one has to know to read a map, each in a sentence or two: for the help, and for the "?" beside a word elsewhere. Numbers
// are those of the thresholds that a study has where it says no others.
import { DEFAULT_THRESHOLDS } from '../../src-main/analysis/labels/thresholds.ts';

const { stalledShare, tailShare, tailSteps, lossTolerance, confidence } = DEFAULT_THRESHOLDS;
const percent = (share: number) => `${Math.round(100 * share)} %`;

/** From what is trained to what is decided; read in about a minute. */
export const GLOSSARY = {
  recipe:
    'Which number format every part of a training step is rounded to, and how it is scaled: for example FP8 products with one scale per tensor.',
  baseline:
    'The recipe that all others are compared with: the one of highest precision, unless you name another.',
  cell: 'One learning rate with one batch size under one recipe. It is trained once per seed, so “2/5” means that 2 of 5 runs were unstable.',
  stable:
    'A run is stable if it learns and stays there. It is unstable if it ends in NaN, above the loss it began with, collapsed, stalled, or stopped.',
  'tail loss': `The mean loss of the last steps of a run: the last ${percent(tailShare)}, at least ${tailSteps} steps.`,
  stalled: `The run learned less than ${percent(stalledShare)} of what the baseline learned, at a learning rate where the baseline learns best or above it. The same at lower rates is “slow”: it needs more steps and says nothing about stability.`,
  degraded: `The run trains, but its tail loss is more than ${lossTolerance} nats above the baseline’s best.`,
  LR50: `The edge: the learning rate from which half of the runs are unstable. The bar on it is its ${percent(confidence)} interval.`,
  shift:
    'How far the edge of a recipe lies from the baseline’s, in decades of learning rate: −1 means that training fails at a tenth of the rate.',
  penalty:
    'How much higher the loss of a recipe is than the baseline’s at the same setting and seed, where both train, in nats. It is a cost even where nothing fails.',
  control:
    'A recipe whose outcome is known beforehand. The negative control is the baseline with weights changed by a hair: what it shows is chance. The positive one is known to fail: a study that misses it could have missed anything.',
  gate: 'A condition that a study must meet before the plan goes on to the next stage. Open gates need more runs; one that fails says no.',
} as const satisfies Readonly<Record<string, string>>;

export type Word = keyof typeof GLOSSARY;
export const WORDS = Object.keys(GLOSSARY) as readonly Word[];
