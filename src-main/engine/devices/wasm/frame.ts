// What the operations of one step share on the wasm device: whose step it is, and what the step reports.
import type { Site } from '../../program.ts';

export class Frame {
  /** Address of the lane's state. */
  state = 0;
  seed = 0;
  step = 0;
  learningRate = 0;
  training = true;
  counting = false;
  loss = NaN;
  logZ = NaN;
  sharpness = NaN;
  sharpnessLast = NaN;
  largestLogit = -Infinity;
  gradientNorm = NaN;
  clipFactor = 1;
  updateSquares = 0;
  updateLength = 0;
  /** First tensor with NaN or Inf in this step. */
  nonfinite: string | null = null;
  /** Per site, while counting: sum of the logarithms of its tensor scales, and their number. */
  readonly logScales: Float64Array;
  readonly scales: Float64Array;
  readonly #sites: readonly Site[];

  constructor(sites: readonly Site[]) {
    this.#sites = sites;
    this.logScales = new Float64Array(sites.length);
    this.scales = new Float64Array(sites.length);
  }

  begin(): void {
    this.loss = this.logZ = this.sharpness = this.sharpnessLast = this.gradientNorm = NaN;
    this.largestLogit = -Infinity;
    this.clipFactor = 1;
    this.updateSquares = this.updateLength = 0;
    this.nonfinite = null;
    this.logScales.fill(0);
    this.scales.fill(0);
  }

  countScale(site: Site, scale: number): void {
    const index = this.#sites.indexOf(site);
    this.logScales[index]! += Math.log(scale);
    this.scales[index]! += 1;
  }
}
