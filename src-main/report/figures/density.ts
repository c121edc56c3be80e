// The density of a distribution that is known by its draws, as a smooth curve. Pure.

const POINTS = 160;
/** Standard deviations of the kernel beyond which it is taken to be 0. */
const REACH = 4;

/**
 * Gaussian kernel density of ascending draws at evenly spaced places from `low` to `high`, per unit, with Silverman's bandwidth:
 * 0.9 min(sd, IQR/1.34) n^(-1/5) (B. W. Silverman, Density Estimation, 1986, eq. 3.31), and no less than the distance of two places.
 */
export function densityOf(draws: readonly number[], low: number, high: number): [number, number][] {
  const step = (high - low) / (POINTS - 1);
  const width = Math.max(bandwidth(draws), step);
  const scale = 1 / (draws.length * width * Math.sqrt(2 * Math.PI));
  const values = new Float64Array(POINTS);
  for (const draw of draws) {
    const first = Math.max(0, Math.ceil((draw - REACH * width - low) / step));
    const last = Math.min(POINTS - 1, Math.floor((draw + REACH * width - low) / step));
    for (let at = first; at <= last; at++) {
      const z = (low + at * step - draw) / width;
      values[at]! += scale * Math.exp((-z * z) / 2);
    }
  }
  return Array.from(values, (value, at) => [low + at * step, value]);
}

function bandwidth(draws: readonly number[]): number {
  const n = draws.length;
  const mean = draws.reduce((sum, draw) => sum + draw, 0) / n;
  const sd = Math.sqrt(draws.reduce((sum, draw) => sum + (draw - mean) ** 2, 0) / n);
  const quartile = (share: number) => draws[Math.floor(share * (n - 1))]!;
  const spread = (quartile(0.75) - quartile(0.25)) / 1.34;
  return 0.9 * (spread > 0 ? Math.min(sd, spread) : sd) * n ** -0.2;
}
