// What the operations of one step say of its activations, put together to the statistics of each tensor: sums of powers, over all
// micro-batches, become kurtosis and peak; of each layer's attention the largest logit counts.
import { activationReadings, tensorKey, type ActivationReading, type Moment } from '../../activations.ts';
import { timesOf } from '../../micro-batches.ts';
import type { StepProgram } from '../../program.ts';
import type { LayerLogitFact, LargestFact, PowerSumFact } from './facts.ts';

interface Sums {
  /** Values in a step. */
  readonly values: number;
  /** Of x, x^2, x^3 and x^4. */
  readonly powers: [number, number, number, number];
  largest: number;
}

/**
 * Variance, as a share of the mean square, below which a kurtosis is not told: what central moments lose to cancellation
 * would be no small part of it where sums are float32.
 */
const LEAST_SPREAD = 1e-3;

export class ActivationSums {
  readonly #readings: readonly ActivationReading[];
  readonly #tensors: ReadonlyMap<string, Sums>;
  readonly #logits: Map<number, number>;

  constructor(program: StepProgram) {
    this.#readings = activationReadings(program);
    const moments = program.operations.filter((op) => op.kind === 'moments');
    this.#tensors = new Map(
      moments.map((op) => [
        tensorKey(op),
        { values: op.length * timesOf(op, program), powers: [0, 0, 0, 0], largest: 0 },
      ]),
    );
    this.#logits = new Map();
  }

  begin(): void {
    for (const sums of this.#tensors.values()) {
      sums.powers.fill(0);
      sums.largest = 0;
    }
    this.#logits.clear();
  }

  add(fact: PowerSumFact | LargestFact | LayerLogitFact, value: number): void {
    if (fact.kind === 'layer-logit') {
      this.#logits.set(fact.layer, Math.max(this.#logits.get(fact.layer) ?? -Infinity, value));
      return;
    }
    const sums = this.#tensors.get(fact.tensor)!;
    if (fact.kind === 'largest') sums.largest = Math.max(sums.largest, value);
    else sums.powers[fact.power - 1]! += value;
  }

  /** Writes every reading of the program to `to` from `at`. */
  write(to: Float32Array, at: number): void {
    for (const reading of this.#readings) {
      to[at++] =
        reading.measure === 'largestLogit'
          ? (this.#logits.get(reading.layer) ?? NaN)
          : momentOf(reading.measure, this.#tensors.get(tensorKey(reading))!);
    }
  }
}

/** NaN where it has no meaning: no value differs from zero, or hardly one from another. */
function momentOf(moment: Moment, { values, powers, largest }: Sums): number {
  const [first, second, third, fourth] = powers.map((sum) => sum / values) as Sums['powers'];
  if (moment === 'peak') return largest / Math.sqrt(second);
  const variance = second - first ** 2;
  const central = fourth - 4 * first * third + 6 * first ** 2 * second - 3 * first ** 4;
  return variance > LEAST_SPREAD * second ? central / variance ** 2 : NaN;
}
