// Takes secrets out of what programs print, before it is kept: values of variables of the environment that are named like one, and
// words that are shaped like the tokens of known services. A name tells what stood there. Pure.

import { isSecretName } from '../../../spec/secret-name.ts';

/** A shorter value stands in many places that are no secret. */
const SHORTEST_SECRET = 8;
const HARMLESS = /^(?:\d+|true|false|disabled|enabled)$/i;

/** Tokens of services by their beginnings, the headers that carry one, and what is assigned to a name like one. */
const SHAPES: readonly (readonly [RegExp, string])[] = [
  [/\b(?:hf_|sk-|gh[pousr]_|github_pat_|glpat-|xox[abprs]-|AKIA|ASIA|AIza)[\w-]{12,}/g, '<secret>'],
  [/\b(Bearer|Basic) +[\w.~+/=-]{8,}/gi, '$1 <secret>'],
  [/(:\/\/[^\s/:@]{0,64}:)[^\s/@]{1,256}@/g, '$1<secret>@'],
  [
    /\b((?:api[_-]?key|secret|passw(?:or)?d|access[_-]?token|auth[_-]?token)["']?\s{0,3}[=:]\s{0,3}["']?)[^\s"',;]{4,}/gi,
    '$1<secret>',
  ],
];

/** Takes the secrets of this environment out of a text. */
export function secretsRemover(
  environment: Readonly<Record<string, string | undefined>>,
): (text: string) => string {
  const secrets = Object.entries(environment)
    .filter(
      ([name, value]) =>
        isSecretName(name) && value !== undefined && value.length >= SHORTEST_SECRET && !HARMLESS.test(value),
    )
    .map(([name, value]) => [value!, `<${name}>`] as const)
    // One that holds another goes first.
    .sort(([a], [b]) => b.length - a.length);
  return (text) => {
    const bare = secrets.reduce((left, [value, shown]) => left.replaceAll(value, shown), text);
    return SHAPES.reduce((left, [shape, shown]) => left.replaceAll(shape, shown), bare);
  };
}
