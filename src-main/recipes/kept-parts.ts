// Parts of a model that stay in a higher precision under a recipe: first and last layers, the head, chosen sites.
import type { Recipe } from './recipe.ts';

/** Products of the linear layers. */
const PRODUCTS = ['forward', 'inputGradient', 'weightGradient'] as const;
const PARTS = [
  'head',
  'attention',
  'embedding',
  'residual',
  'norm',
  'elementwise',
  'weightGradient',
  'weights',
  'adamM',
  'adamV',
  'newtonSchulz',
] as const;

export const KEPT_SITES = [
  'linear.forward',
  'linear.inputGradient',
  'linear.weightGradient',
  ...PARTS,
] as const satisfies readonly (`linear.${(typeof PRODUCTS)[number]}` | (typeof PARTS)[number])[];
export type KeptSite = (typeof KEPT_SITES)[number];

export interface KeptParts {
  /** Name of the recipe whose precision these parts have. */
  readonly recipe: string;
  readonly firstLayers: number;
  readonly lastLayers: number;
  readonly sites: readonly KeptSite[];
}

/** `recipe` with these parts as in `high`; its name tells so. */
export function withKeptParts(recipe: Recipe, high: Recipe, kept: KeptParts): Recipe {
  const { firstLayers: first, lastLayers: last } = kept;
  const parts = [...(first + last > 0 ? [`layers ${first}+${last}`] : []), ...kept.sites];
  let changed: Recipe = { ...recipe, name: `${recipe.name} (${parts.join(', ')} in ${high.name})` };
  for (const part of PARTS) if (kept.sites.includes(part)) changed = { ...changed, [part]: high[part] };
  for (const product of PRODUCTS) {
    if (!kept.sites.includes(`linear.${product}`)) continue;
    changed = { ...changed, linear: { ...changed.linear, [product]: high.linear[product] } };
    if (product === 'weightGradient') changed = { ...changed, hadamard: high.hadamard };
  }
  if (first + last === 0) return changed;
  return { ...changed, edgeLayers: { first, last, linear: high.linear } };
}
