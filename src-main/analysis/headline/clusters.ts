// The mean of values that come in clusters, here the pairs of one seed, with the spread that its interval is made of.
import { meanOf, pooledVariance, type SeedSpread } from '../statistics/seed-spread.ts';

/**
 * Mean over all values, and its spread over clusters: the ratio estimator of clusters of unequal size, linearised (W. G. Cochran,
 * Sampling Techniques, 3rd ed., section 9A). Of clusters of one size it is the mean of their means.
 */
export function clusteredMean(
  clusters: readonly (readonly number[])[],
): Pick<SeedSpread, 'seeds' | 'mean' | 'variance' | 'degreesOfFreedom'> {
  const values = clusters.flat();
  const mean = meanOf(values);
  const seeds = clusters.length;
  const residuals = clusters.map(
    (own) => (seeds * own.reduce((sum, value) => sum + value - mean, 0)) / values.length,
  );
  return { seeds, mean, ...pooledVariance([residuals]) };
}
