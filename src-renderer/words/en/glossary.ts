// The words that one has to know to read a map, each in a sentence or two, in English: from what is trained to what is decided, read
// in about a minute.
import { GLOSSARY_NUMBERS } from '../../help/glossary.ts';

const { stalled, tail, tailSteps, lossTolerance, confidence } = GLOSSARY_NUMBERS;

interface Entry {
  /** As it is written in the app. */
  readonly word: string;
  readonly text: string;
}

export const glossary = {
  recipe: {
    word: 'recipe',
    text: 'Which number format every part of a training step is rounded to, and how it is scaled: for example FP8 products with one scale per tensor.',
  },
  baseline: {
    word: 'baseline',
    text: 'The recipe that all others are compared with: the one of highest precision, unless you name another.',
  },
  cell: {
    word: 'cell',
    text: 'One learning rate with one batch size under one recipe. It is trained once per seed, so “2/5” means that 2 of 5 runs were unstable.',
  },
  stable: {
    word: 'stable',
    text: 'A run is stable if it learns and stays there. It is unstable if it ends in NaN, above the loss it began with, collapsed, stalled, or stopped.',
  },
  'tail loss': {
    word: 'tail loss',
    text: `The mean loss of the last steps of a run: the last ${tail} %, at least ${tailSteps} steps.`,
  },
  stalled: {
    word: 'stalled',
    text: `The run learned less than ${stalled} % of what the baseline learned, at a learning rate where the baseline learns best or above it. The same at lower rates is “slow”: it needs more steps and says nothing about stability.`,
  },
  degraded: {
    word: 'degraded',
    text: `The run trains, but its tail loss is more than ${lossTolerance} nats above the baseline’s best.`,
  },
  LR50: {
    word: 'LR50',
    text: `The edge: the learning rate from which half of the runs are unstable. The bar on it is its ${confidence} % interval.`,
  },
  shift: {
    word: 'shift',
    text: 'How far the edge of a recipe lies from the baseline’s, in decades of learning rate: −1 means that training fails at a tenth of the rate.',
  },
  penalty: {
    word: 'penalty',
    text: 'How much higher the loss of a recipe is than the baseline’s at the same setting and seed, where both train, in nats. It is a cost even where nothing fails.',
  },
  control: {
    word: 'control',
    text: 'A recipe whose outcome is known beforehand. The negative control is the baseline with weights changed by a hair: what it shows is chance. The positive one is known to fail: a study that misses it could have missed anything.',
  },
  gate: {
    word: 'gate',
    text: 'A condition that a study must meet before the plan goes on to the next stage. Open gates need more runs; one that fails says no.',
  },
} satisfies Readonly<Record<string, Entry>>;
