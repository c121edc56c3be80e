// What of a stored spec changes the meaning of its numbers and is not seen in a name: the parametrisation, optimizers other than
// AdamW, and recipes of the spec's own. Empty for imported runs, and where a spec was written in another shape.
import { z } from 'zod';
import type { StoredSpec } from '../../records/origin.ts';
import { changedPaths, type WrittenSites } from '../../recipes/written.ts';
import type { Words } from '../language/language.ts';

const mup = z.object({ parametrisation: z.literal('mup'), baseWidth: z.number() });
const mus = z.object({
  parametrisation: z.literal('mus'),
  baseWidth: z.number(),
  residualCoefficient: z.number(),
});
const optimizer = z.object({ kind: z.enum(['sgd', 'muon']) });
const own = z.looseObject({ name: z.string(), extends: z.string() });
const tuned = z.object({ name: z.string(), optimizer: z.object({ kind: z.enum(['adamw', 'sgd', 'muon']) }) });

const OPTIMIZERS = { adamw: 'AdamW', sgd: 'SGD', muon: 'Muon' } as const;

/** Recipes that a line describes, and sites that it names of each. */
const MOST_RECIPES = 4;
const MOST_SITES = 3;

/** Parts of a line. */
export function describeUnusual(spec: StoredSpec, { facts, numbers }: Words): string[] {
  const entries: readonly unknown[] = Array.isArray(spec.recipes) ? spec.recipes : [];
  const all = <T>(schema: z.ZodType<T>) => entries.flatMap((entry) => schema.safeParse(entry).data ?? []);
  const { data: scaled } = mup.safeParse(spec.model);
  const { data: unit } = mus.safeParse(spec.model);
  const { data: common } = optimizer.safeParse(spec.optimizer);
  const described = all(own).map((entry) => {
    const paths = changedPaths(entry as WrittenSites);
    const sites = paths.length > MOST_SITES ? facts.ownSites(paths.length) : numbers.list(paths);
    return facts.ownRecipe(entry.name, entry.extends, sites);
  });
  const more = described.length - MOST_RECIPES;
  return [
    ...(scaled ? [facts.mup(scaled.baseWidth)] : []),
    ...(unit ? [facts.mus(unit.baseWidth, unit.residualCoefficient)] : []),
    ...(common ? [facts.optimizer(OPTIMIZERS[common.kind])] : []),
    ...all(tuned).map(({ name, optimizer: { kind } }) => facts.optimizerOf(name, OPTIMIZERS[kind])),
    ...described.slice(0, MOST_RECIPES),
    ...(more > 0 ? [facts.ownMore(more)] : []),
  ];
}
