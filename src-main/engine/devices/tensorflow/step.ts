// One step of a group of lanes, or a part of one that is split into micro-batches: its inputs, its buffers, and what it reports.
import { keyFrom, streamKey } from '../../random.ts';
import type { Fact } from '../kit/facts.ts';
import type { Buffers } from './buffers.ts';
import { draws } from './draws.ts';
import type { Native } from './native.ts';
import type { Tensor } from './tensors.ts';
import type { Rounding } from './rounding.ts';

export interface StepSettings {
  readonly seeds: readonly number[];
  readonly number: number;
  readonly microBatch: number;
  readonly training: boolean;
  /** Sites are counted. */
  readonly counting: boolean;
  /** [lanes, tokens] of the micro-batch. */
  readonly tokens: Int32Array;
  readonly targets: Int32Array;
  /** [lanes]. */
  readonly learningRates: Float32Array;
}

/** A tensor that differs from step to step, and the values that it has in each. */
export interface Given {
  readonly shape: readonly number[];
  readonly values: (settings: StepSettings) => Float32Array | Int32Array;
}

export class Step {
  readonly native: Native;
  readonly rounding: Rounding;
  readonly buffers: Buffers;
  readonly settings: StepSettings;
  /** [lanes] each, float32 or float64. */
  readonly given: { readonly given: Given; readonly tensor: Tensor }[] = [];
  readonly #givenBy = new Map<string, Tensor>();
  readonly facts: { readonly fact: Fact; readonly values: Tensor }[] = [];
  /** Sites are counted by the operation at hand. */
  counting: boolean;
  #clipFactor: Tensor | null = null;
  #skips: Tensor | null = null;

  constructor(native: Native, rounding: Rounding, buffers: Buffers, settings: StepSettings) {
    this.native = native;
    this.rounding = rounding;
    this.buffers = buffers;
    this.settings = settings;
    this.counting = settings.counting;
  }

  get lanes(): number {
    return this.buffers.lanes;
  }

  report(fact: Fact, values: Tensor): void {
    const { native, lanes } = this;
    const own = native.reshape(values, [lanes]);
    const said = this.#skips ? native.select(this.#skips, fact.kind === 'scale' ? 1 : 0, own) : own;
    this.facts.push({ fact, values: native.keep(said) });
  }

  /** Which lanes skip the step, [lanes]: from here on nothing is said of them, and they keep their states. */
  set skips(lanes: Tensor) {
    this.#skips = this.native.keep(lanes);
    this.buffers.hold(this.#skips);
  }

  /** [lanes]; 1 before the gradient norm is known. */
  get clipFactor(): Tensor {
    const { native, lanes } = this;
    return (
      this.#clipFactor ??
      native.constant(`ones:${lanes}`, () => native.floats(new Float32Array(lanes).fill(1), [lanes]))
    );
  }

  set clipFactor(values: Tensor) {
    this.#clipFactor = this.native.keep(values);
  }

  /** [lanes, length], unsigned. */
  draws(purpose: string, length: number, perMicroBatch = 0): Tensor {
    const keys = this.#given(`keys:${purpose}`, [this.lanes, 1], ({ seeds, number, microBatch }) =>
      Int32Array.from(seeds, (seed) => keyFrom(streamKey(seed, purpose, number), microBatch * perMicroBatch)),
    );
    return draws(this.native, keys, length);
  }

  /** [lanes, tokens], integers. */
  get tokens(): Tensor {
    return this.#given('tokens', [this.lanes, -1], ({ tokens }) => tokens);
  }
  get targets(): Tensor {
    return this.#given('targets', [this.lanes, -1], ({ targets }) => targets);
  }

  /** [lanes]. */
  get learningRates(): Tensor {
    return this.#given('rates', [this.lanes], ({ learningRates }) => learningRates);
  }

  /** A number that depends on the step's. */
  scalar(name: string, value: (step: number) => number): Tensor {
    return this.#given(name, [], ({ number }) => Float32Array.of(value(number)));
  }

  #given(name: string, shape: readonly number[], values: Given['values']): Tensor {
    let tensor = this.#givenBy.get(name);
    if (!tensor) {
      const own = values(this.settings);
      const whole = shape.map((extent) => (extent < 0 ? own.length / this.lanes : extent));
      tensor = this.native.keep(this.native.given(own, whole));
      this.#givenBy.set(name, tensor);
      this.given.push({ given: { shape: whole, values }, tensor });
    }
    return tensor;
  }

  /** One number a lane, to be broadcast over tensors of `axes` axes. */
  perLane(values: Tensor, axes: number): Tensor {
    return this.native.reshape(values, [this.lanes, ...Array.from({ length: axes - 1 }, () => 1)]);
  }

  /** Frees what the step reported and derived. */
  close(): void {
    for (const { values } of this.facts) this.native.free(values);
    for (const tensor of this.#givenBy.values()) this.native.free(tensor);
    for (const tensor of [this.#clipFactor, this.#skips]) if (tensor) this.native.free(tensor);
    this.buffers.endStep();
  }
}
