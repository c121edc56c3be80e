// What one step of one lane comes to, put together from the facts that its operations say: the named series, shares and scales
// of every site, statistics of the activations, the first tensor with NaN or Inf. A device keeps one report and begins it anew with every step.
import type { QuantizeCounts } from '../../../formats/quantize.ts';
import { SERIES, SITE_STATISTICS, type SeriesName } from '../../device.ts';
import type { Site, StepProgram } from '../../program.ts';
import { ActivationSums } from './activation-sums.ts';
import { TOGETHER, type Fact, type SeriesFact } from './facts.ts';
import { roundedValues } from './rounded-values.ts';

/** Sums of one site over a step. */
export interface SiteCounts extends QuantizeCounts {
  logScales: number;
  scales: number;
}

interface Sum {
  value: number;
  length: number;
  said: boolean;
}

/** What a skipped step comes to, whatever its gradients were. */
const OF_SKIPPED: Partial<Record<SeriesName, number>> = { gradientNorm: NaN, clipFactor: NaN, updateRms: 0 };

export class StepReport {
  readonly sites: ReadonlyMap<Site, SiteCounts>;
  /** First tensor with NaN or Inf. */
  nonfinite: string | null = null;
  #skipped = false;
  readonly #series: Readonly<Record<SeriesName, Sum>>;
  readonly #rounded: ReadonlyMap<Site, number>;
  readonly #activations: ActivationSums;

  constructor(program: StepProgram) {
    const sums = SERIES.map((name) => [name, { value: NaN, length: 0, said: false }]);
    this.#series = Object.fromEntries(sums) as Record<SeriesName, Sum>;
    const none = { nonzero: 0, underflow: 0, overflow: 0, logScales: 0, scales: 0 };
    this.sites = new Map(program.sites.map((site) => [site, { ...none }]));
    this.#rounded = roundedValues(program);
    this.#activations = new ActivationSums(program);
  }

  begin(): void {
    this.nonfinite = null;
    this.#skipped = false;
    this.#activations.begin();
    for (const name of SERIES) this.#series[name].said = false;
    for (const counts of this.sites.values()) {
      counts.nonzero = counts.underflow = counts.overflow = counts.logScales = counts.scales = 0;
    }
  }

  add(fact: Fact, value: number): void {
    switch (fact.kind) {
      case 'series':
        return this.say(fact, value);
      case 'scale':
        return this.addScale(fact.site, value);
      case 'skip':
        if (value === 1) this.skip();
        return;
      case 'power-sum':
      case 'largest':
      case 'layer-logit':
        return this.#activations.add(fact, value);
      default:
        this.sites.get(fact.site)![fact.kind] += value;
    }
  }

  say({ name, tensor, length }: SeriesFact, value: number): void {
    if (tensor !== null && !Number.isFinite(value)) this.nonfinite ??= tensor;
    const sum = this.#series[name];
    if (!sum.said) {
      sum.value = value;
      sum.length = length;
      sum.said = true;
    } else if (TOGETHER[name] === 'largest') {
      sum.value = Math.max(sum.value, value);
    } else {
      sum.value += value;
      sum.length += length;
    }
  }

  /** The optimizer takes no step of these gradients. */
  skip(): void {
    this.#skipped = true;
  }

  addScale(site: Site, scale: number): void {
    const counts = this.sites.get(site)!;
    counts.logScales += Math.log(scale);
    counts.scales++;
  }

  /** Of the step; NaN where no operation said it. */
  value(name: SeriesName): number {
    if (this.#skipped && name in OF_SKIPPED) return OF_SKIPPED[name]!;
    const { value, length, said } = this.#series[name];
    if (!said) return NaN;
    const together = TOGETHER[name];
    if (together === 'norm') return Math.sqrt(value);
    return together === 'root-mean-square' ? Math.sqrt(value / length) : value;
  }

  /** Writes [sites, SITE_STATISTICS] to `to` from `at`. */
  writeSites(to: Float32Array, at: number): void {
    for (const [site, counts] of this.sites) {
      const { logScales, scales } = counts;
      const statistics = {
        ...sharesOf(counts, this.#rounded.get(site)!),
        scale: scales > 0 ? Math.exp(logScales / scales) : 1,
      };
      for (const name of SITE_STATISTICS) to[at++] = statistics[name];
    }
  }

  /** Writes the readings of activations to `to` from `at`. */
  writeActivations(to: Float32Array, at: number): void {
    this.#activations.write(to, at);
  }
}

/** What was lost of the values that were not zero, and what was too large of all `rounded` ones. */
export function sharesOf({ nonzero, underflow, overflow }: QuantizeCounts, rounded: number) {
  return {
    underflow: nonzero > 0 ? underflow / nonzero : 0,
    overflow: rounded > 0 ? overflow / rounded : 0,
  };
}
