// The result of a study in plain English: a headline for each recipe, and what the study could have seen. Numbers come as text.
import type { SeenBy } from '../../../analysis/headline/visibility.ts';
import { listed } from './plural.ts';

/** How a value that a bound or its sign qualifies is told: "0.40 decades lower". */
const decades = (size: string, way: 'lower' | 'higher') => `${size} decades ${way}`;
const inBrackets = (text: string | null) => ` (${text ?? 'interval not known'})`;

const MEASURES: Readonly<Record<SeenBy, string>> = {
  shift: 'its edge',
  failures: 'its failures',
  penalty: 'its penalty',
};

export const sentences = {
  notFinished: (recipe: string) => `${recipe} has no finished run yet.`,
  noBaselineRun: (recipe: string, baseline: string) =>
    `${recipe} cannot be compared: ${baseline} has no finished run in the cells that both share.`,
  oneRecipe: 'There is one recipe: nothing to compare it with.',

  /** `parts`: shift, failures, penalty, region. */
  headline: (recipe: string, parts: readonly string[], isFinal: boolean) =>
    `${recipe}${isFinal ? '' : ', so far'}: ${parts.join('; ')}.`,

  shift: (size: string, way: 'lower' | 'higher', interval: string | null) =>
    `edge ${decades(size, way)}${inBrackets(interval)}`,
  noShift: (interval: string | null) => `edge not moved${inBrackets(interval)}`,
  shiftAtLeast: (size: string, way: 'lower' | 'higher', interval: string | null) =>
    `edge ${decades(size, way)} or more${inBrackets(interval)}`,
  shiftAtMost: (size: string, way: 'lower' | 'higher', interval: string | null) =>
    `edge ${decades(size, way)} or less${inBrackets(interval)}`,
  unknownShift: 'shift of the edge not known, off the grid',
  rowsOutside: (outside: number, rows: string) => `, off the grid at ${outside} of ${rows}`,
  orLess: (value: string) => `${value} or less`,
  orMore: (value: string) => `${value} or more`,
  anything: 'may be anything',

  noPairs: (baseline: string) => `no run has a twin in ${baseline} to be compared with`,
  failures: (failed: number, pairs: number, baseline: string, otherWay: number, chance: string) =>
    `${failed === 0 ? 'none' : failed} of ${pairs} runs ${failed < 2 ? 'fails that trains' : 'fail that train'} in ${baseline}` +
    `${otherWay === 0 ? '' : `, ${otherWay} the other way round`} (${chance})`,
  /** Where no pair differs: the share that may have been missed. */
  atMost: (share: string) => `at most ${share}`,
  chance: (p: string) => `p ${p}`,
  /** Where p looks small for runs of one seed being counted as if each were drawn anew. */
  chanceOfDependent: (p: string) => `p ${p} were all runs independent; over seeds it may be chance`,

  penalty: (nats: string, half: string | null) =>
    `penalty ${nats} nats${half === null ? inBrackets(null) : ` (±${half})`}`,
  noPenalty: 'penalty not known, no run trains in both',

  region: (share: string, interval: string | null, isLess: boolean) =>
    `${isLess ? 'keeps' : 'has'} ${share} of the stable region${inBrackets(interval)}`,
  cutByGrid: ', cut by the grid',
  noRegion: (baseline: string) => `share of the region not known, ${baseline} has no stable cell`,

  leftOut: (parts: readonly string[]) => `Left out: ${parts.join(', ')}.`,
  unjudged: (runs: number) => `${runs} that cannot be judged`,
  failedOutside: (runs: number) => `${runs} failed for infrastructure reasons`,
  notRun: (runs: number) => `${runs} not run`,
  noTwin: (runs: number) => `${runs} without a twin`,

  refined: (known: number, edges: number, decades: string, share: string, leftOut: number, runs: number) =>
    `Refined: ${known} of ${edges} edges are known to ${decades} decades${known === edges ? '' : ', the others less precisely'}, ` +
    `from ${share} of the run-steps; ${leftOut} of ${runs} runs were left out.`,

  noControls: 'This study has no controls, so it cannot tell what it would have missed.',
  noNegative: 'This study has no negative control: how small a difference it could have seen is not known.',
  unknownLimits: (negative: string) =>
    `How small a difference this study could have seen is not known: its negative control, ${negative}, has no intervals yet.`,
  notSeenBelow: (shift: string | null, penalty: string | null) => {
    const known = [
      shift !== null && `a shift below ${shift} decades`,
      penalty !== null && `a penalty below ${penalty} nats`,
    ].filter((part) => part !== false);
    const rest =
      shift === null
        ? '; how small a shift, is not known'
        : penalty === null
          ? '; how small a penalty, is not known'
          : '';
    return `In this study ${known.join(' or ')} could not have been seen${rest}.`;
  },
  noPositive:
    'It has no positive control, a recipe known to fail, so nothing shows that it can see a failure.',
  seen: (control: string, baseline: string, by: readonly SeenBy[]) =>
    `Its positive control, ${control}, is told apart from ${baseline} by ${listed(by.map((measure) => MEASURES[measure]))}.`,
  missed: (control: string, baseline: string, isFinal: boolean) =>
    isFinal
      ? `Its positive control, ${control}, is not told apart from ${baseline}: this study could not have seen a difference, and decides nothing.`
      : `So far its positive control, ${control}, is not told apart from ${baseline}: until it is, this study decides nothing.`,
};
