// A user's own patterns for the lines of a log: regular expressions with named groups, checked before they are used. Pure.
import { GROUPS, type Group, type LogFormat } from './formats.ts';

/** Characters of one, and how many there may be. */
export const LONGEST_PATTERN = 1000;
export const MOST_PATTERNS = 8;

const NAMED = /\(\?<([A-Za-z_$][\w$]*)>/g;
const shownGroups = GROUPS.map((name) => `(?<${name}>…)`).join(', ');

/** Names of the groups of a pattern that compiles. */
export function groupsOf(pattern: string): string[] {
  return [...pattern.matchAll(NAMED)].map(([, name]) => name!);
}

/** What a pattern must be where this one is wrong, in the words of a spec's errors; null where it is right. */
export function wrongPattern(pattern: string): string | null {
  try {
    new RegExp(pattern, 'i');
  } catch (error) {
    const why = (error as Error).message.replace(/^Invalid regular expression: \/.*\/\w*: /s, '');
    return `a regular expression (${why})`;
  }
  const groups = groupsOf(pattern);
  const unknown = groups.find((name) => !GROUPS.includes(name as Group));
  if (unknown !== undefined) return `a regular expression with groups of ${shownGroups} (${unknown} is none)`;
  const hasLoss = groups.includes('loss') || groups.includes('validation_loss');
  return hasLoss ? null : 'a regular expression with the group (?<loss>…) or (?<validation_loss>…)';
}

/** What all of them together must be, in the words of a spec's errors; null where they are right. `every`: see the spec. */
export function wrongTogether(patterns: readonly string[], every: number | null): string | null {
  const ofLoss = patterns.filter((pattern) => groupsOf(pattern).includes('loss'));
  if (ofLoss.length === 0) return 'one regular expression or more with the group (?<loss>…)';
  const stepless = ofLoss.filter((pattern) => !groupsOf(pattern).includes('step'));
  if (stepless.length > 0 && every === null) {
    return 'one with the group (?<step>…), or "every" must say how many steps lie between two lines';
  }
  if (stepless.length === 0 && every !== null) {
    return 'one without the group (?<step>…) where there is "every"';
  }
  return null;
}

/** Patterns that were found to be right. `firstStep`: the number by which its lines call the first step. */
export function ownFormat(patterns: readonly string[], firstStep: 0 | 1): LogFormat {
  return {
    title: 'patterns of the user',
    lossKind: 'step',
    // Whether its last step is the one of that number is not known.
    oneMore: true,
    lines: patterns.map((pattern) => ({ pattern: new RegExp(pattern, 'i'), firstStep })),
    example: [],
  };
}
