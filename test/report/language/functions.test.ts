// Every function of every catalogue, called: it gives a text, and each language tells the same numbers and names.
import { describe, expect, test } from 'vitest';
import { wordsOf } from '../../../src-main/report/language/language.ts';
import { CALLS } from './calls.ts';

type Said = (...given: readonly unknown[]) => unknown;

/** Functions with their paths, e.g. "decision.stable.criterion". */
function functionsOf(part: unknown, at = ''): [string, Said][] {
  if (typeof part === 'function') return [[at, part as Said]];
  if (typeof part !== 'object' || part === null) return [];
  return Object.entries(part).flatMap(([key, value]) => functionsOf(value, at === '' ? key : `${at}.${key}`));
}

function callsOf(path: string): readonly (readonly unknown[])[] {
  return path
    .split('.')
    .reduce<unknown>((part, key) => (part as Record<string, unknown>)[key], CALLS) as never;
}

/** The text, or the texts, that a call gives. */
function textsOf(said: unknown): string[] {
  if (typeof said !== 'object' || said === null) return [said as string];
  return Object.values(said).flatMap(textsOf);
}

/** What is left of a text without what it was given. */
function ownPart(text: string, given: readonly unknown[]): string {
  const facts = factsOf(given).toSorted((a, b) => b.length - a.length);
  return facts.reduce((rest, fact) => rest.replaceAll(fact, ''), text);
}

/** Japanese letters, or signs alone; LR50, SHA-256, p and nat are what they are called in Japanese, too. */
const IS_JAPANESE = /[\u3040-\u30ff\u4e00-\u9fff]|^(?:LR50|SHA-256|p|nat|[^A-Za-z])*$/;

const ENGLISH = new Map(functionsOf(wordsOf('en')));
const JAPANESE = new Map(functionsOf(wordsOf('ja')));
const paths = [...ENGLISH.keys()];

/** Names and numbers among the arguments, as a text would show them; words that stand for a choice are none. */
function factsOf(given: readonly unknown[]): string[] {
  return given.flat().flatMap((value) => {
    // One may be told by the form of a word.
    if (typeof value === 'number') return value === 1 ? [] : [value.toLocaleString('en')];
    return typeof value === 'string' && value !== '' && !CHOICES.has(value) ? [value] : [];
  });
}

const CHOICES = new Set<string>([
  ...[
    'lower',
    'higher',
    'cheaper',
    'dearer',
    'linear',
    'root',
    'nothing',
    'unsettled',
    'unknown',
    'largest',
    'latest',
  ],
  ...['unstable', 'added', 'tail', 'penalty', 'gap', 'sharpness', 'margin', 'shift', 'failures'],
]);

test('the same functions are there in both languages', () => {
  expect(paths.length).toBeGreaterThan(100);
  expect([...JAPANESE.keys()]).toEqual(paths);
});

describe.each([
  ['English', ENGLISH, /^[^\u3040-\u30ff\u4e00-\u9fff]*$/],
  ['Japanese', JAPANESE, IS_JAPANESE],
] as const)('every function of the %s catalogue', (_, catalogue, letters) => {
  test.each(paths)('%s gives a text', (path) => {
    for (const given of callsOf(path)) {
      for (const text of textsOf(catalogue.get(path)!(...given))) {
        expect(typeof text).toBe('string');
        expect(text.trim()).not.toBe('');
        expect(text).not.toMatch(/undefined|null|\[object|\$\{|NaN(?! or Inf|またはInf)/);
        expect(ownPart(text, given)).toMatch(letters);
      }
    }
  });
});

test.each(paths)('%s tells the same names and numbers in both languages', (path) => {
  for (const given of callsOf(path)) {
    const [english, japanese] = [ENGLISH, JAPANESE].map((catalogue) =>
      textsOf(catalogue.get(path)!(...given)).join(' '),
    );
    const told = (text: string) => factsOf(given).filter((fact) => text.includes(fact));
    expect(told(japanese!)).toEqual(told(english!));
  }
});
