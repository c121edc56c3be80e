// What the forward and the backward pass share: the weights and layers of one transformer, and the operations that occur in
// several places of it.
import type { StepBuilder, LinearLayer } from '../builder.ts';
import type { ModelSettings, OptimizerSettings } from '../model.ts';
import {
  hiddenFactor,
  initialDeviation,
  logitsFactor,
  residualFactors,
  type ResidualFactors,
} from '../parametrisation.ts';
import type { BufferName, Recomputation, RowView } from '../program.ts';
import type { Recipe } from '../../recipes/recipe.ts';

/** Epsilon of the norms' variance, as in PyTorch's LayerNorm. */
const NORM_EPSILON = 1e-5;
/** Base of rotary positions (Su et al., arXiv 2104.09864). */
const ROTARY_BASE = 10_000;

export interface StepSettings {
  readonly model: ModelSettings;
  readonly optimizer: OptimizerSettings;
  readonly recipe: Recipe;
  readonly batchSize: number;
  /** Sequences of one micro-batch, a divisor of the batch size; absent, or above it: the whole batch at once. */
  readonly microBatch?: number | undefined;
  /** Absent: none. */
  readonly recomputation?: Recomputation | undefined;
  /** Some recipe of the lanes may skip steps, if not this one; absent: only this one may. */
  readonly skipsSteps?: boolean | undefined;
  readonly vocabulary: number;
  readonly sharpnessEpsilon: number;
}

export interface Layer {
  readonly name: string;
  readonly qkv: LinearLayer;
  readonly output: LinearLayer;
  readonly up: LinearLayer;
  readonly down: LinearLayer;
}

/** Declares the weights, in the order in which they are initialised and updated. */
export class TransformerParts {
  readonly settings: StepSettings;
  readonly build: StepBuilder;
  /** Sequences that go forward and backward at once, and their tokens. */
  readonly sequences: number;
  readonly tokens: number;
  readonly headWidth: number;
  /** Columns of the first linear layer of the MLP: swiglu has two halves. */
  readonly upWidth: number;
  readonly tokenTable: BufferName;
  /** null with rotary positions. */
  readonly positionTable: BufferName | null;
  readonly layers: readonly Layer[];
  readonly head: LinearLayer;
  /** Null: each branch begins with a norm and is added as it is; else it ends with one, and the sum is weighted. */
  readonly residual: ResidualFactors | null;

  constructor(settings: StepSettings & { readonly microBatch: number }, build: StepBuilder) {
    const { model, recipe, microBatch, vocabulary } = settings;
    const { width, hidden, heads, context } = model;
    this.settings = settings;
    this.build = build;
    this.sequences = microBatch;
    this.tokens = microBatch * context;
    this.headWidth = width / heads;
    this.upWidth = model.activation === 'swiglu' ? 2 * hidden : hidden;
    this.residual = residualFactors(model);
    const ofInput = initialDeviation(model, 'input');
    this.tokenTable = build.weight('token-embedding', 'input', [vocabulary, width], ofInput);
    const learned = model.positions === 'learned';
    this.positionTable = learned
      ? build.weight('position-embedding', 'input', [context, width], ofInput)
      : null;
    this.layers = Array.from({ length: model.layers }, (_, index) => this.#layer(index));
    build.weight('final-norm', 'vector', [width], 0, 1);
    this.head = {
      label: 'head',
      site: 'head',
      precision: recipe.head,
      weight: model.tiedHead
        ? this.tokenTable
        : build.weight('head', 'output', [width, vocabulary], initialDeviation(model, 'output')),
      tied: model.tiedHead,
      hadamard: null,
      // The logits have one of their own.
      factor: 1,
      rows: this.tokens,
      inner: width,
      columns: vocabulary,
    };
  }

  #layer(index: number): Layer {
    const { build, headWidth, settings } = this;
    const { model, recipe } = settings;
    const { width, hidden } = model;
    const name = `layer${index}`;
    const { precision, hadamard } = isEdge(recipe, index, model.layers)
      ? { precision: recipe.edgeLayers!.linear, hadamard: null }
      : { precision: recipe.linear, hadamard: recipe.hadamard };
    const linear = (part: string, inner: number, columns: number, isAdded = false): LinearLayer => {
      const spread = initialDeviation(model, 'hidden', isAdded);
      return {
        label: `${name} ${part}`,
        site: 'linear',
        precision,
        weight: build.weight(`${name}/${part}`, 'hidden', [inner, columns], spread),
        tied: false,
        hadamard,
        factor: hiddenFactor(model, inner),
        rows: this.tokens,
        inner,
        columns,
      };
    };
    build.weight(`${name}/attention-norm`, 'vector', [width], 0, 1);
    if (model.qkNorm) {
      build.weight(`${name}/q-norm`, 'vector', [headWidth], 0, 1);
      build.weight(`${name}/k-norm`, 'vector', [headWidth], 0, 1);
    }
    build.weight(`${name}/mlp-norm`, 'vector', [width], 0, 1);
    return {
      name,
      qkv: linear('qkv', width, 3 * width),
      output: linear('attention-output', width, width, true),
      up: linear('mlp-up', width, this.upWidth),
      down: this.#readingOutliers(linear('mlp-down', hidden, width, true)),
    };
  }

  /** The layer with a weight whose rows undo the outliers of its input, made anew once a step. */
  #readingOutliers(layer: LinearLayer): LinearLayer {
    const { build, settings } = this;
    if (!settings.model.outliers) return layer;
    const { weight, inner, columns } = layer;
    const used = build.workspaceOfStep(`${weight}/against-outliers`, [inner, columns]);
    const { phase } = build;
    build.phase = 'begin';
    const [x, y] = [weight, used].map((name) => build.matrix(name, inner, columns)) as [RowView, RowView];
    build.emit({ phase: 'begin', label: `${layer.label} as used`, kind: 'copy', x, y }, used);
    this.undoOutliers(`${layer.label} against outliers`, used);
    build.phase = phase;
    return { ...layer, used };
  }

  /** Multiplies the hidden columns that are outliers, of what enters the second linear layer of an MLP or of its gradient. */
  outliers(label: string, x: BufferName): void {
    const { hidden, outliers } = this.settings.model;
    if (!outliers) return;
    const { columns, factor, fromStep = 0, every = 1 } = outliers;
    const shape = { rows: this.tokens, width: hidden, columns };
    const { phase } = this.build;
    this.build.emit({ phase, label, kind: 'outliers', x, ...shape, factor, fromStep, every }, x);
  }

  /** Divides the rows of that layer's weight, or of its gradient, that belong to these columns. */
  undoOutliers(label: string, x: BufferName): void {
    const { hidden, width, outliers } = this.settings.model;
    if (!outliers) return;
    const { columns, factor, fromStep = 0, every = 1 } = outliers;
    const shape = { rows: 1, width: hidden * width, columns: columns * width };
    const { phase } = this.build;
    this.build.emit({ phase, label, kind: 'outliers', x, ...shape, factor: 1 / factor, fromStep, every }, x);
  }

  /** A buffer of one row a token. */
  activations(name: string, columns: number, place = name): BufferName {
    return this.build.workspace(name, [this.tokens, columns], place);
  }

  /** A buffer of a layer, which all layers share where activations are computed again. */
  ofLayer({ name }: Layer, part: string, columns: number): BufferName {
    return this.activations(`${name}/${part}`, columns, this.#placeOf(`${name}/${part}`));
  }

  get recomputes(): boolean {
    return this.settings.recomputation === 'layer';
  }

  #placeOf(name: BufferName): BufferName {
    return this.recomputes ? name.replace(/^layer\d+\//, 'layer/') : name;
  }

  rows(buffer: BufferName): RowView {
    return this.build.matrix(buffer, this.tokens, this.settings.model.width);
  }

  /** The queries (0), keys (1) or values (2) of all heads, a row each, in a buffer of all three. */
  headRows(buffer: BufferName, part: 0 | 1 | 2): RowView {
    const { width, heads } = this.settings.model;
    return {
      buffer,
      offset: part * width,
      outer: this.tokens,
      stride: 3 * width,
      inner: heads,
      width: this.headWidth,
    };
  }

  roundResidual(label: string, x: BufferName): void {
    const { model, recipe } = this.settings;
    this.build.round(x, this.tokens, model.width, recipe.residual, 'residual', label);
  }

  /** Of the logits, or of their gradient, in the phase that is being built. */
  multiplyLogits(label: string, x: BufferName): void {
    this.build.multiply(label, x, logitsFactor(this.settings.model));
  }

  /** The gain as norms use it: rounded once a step, or as it is. */
  #usedGain(gain: BufferName): BufferName {
    const { build } = this;
    const { weight } = this.settings.recipe.norm;
    if (!weight) return gain;
    const rounded = `${gain}/rounded`;
    if (build.has(rounded)) return rounded;
    const width = build.length(gain);
    build.workspace(rounded, [width]);
    const { phase } = build;
    build.phase = 'begin';
    const [x, y] = [gain, rounded].map((name) => build.matrix(name, 1, width)) as [RowView, RowView];
    build.emit({ phase: 'begin', label: `${gain} as used`, kind: 'copy', x, y }, rounded);
    build.round(rounded, 1, width, weight, 'norm.weight', `${gain} rounded`);
    build.phase = phase;
    return rounded;
  }

  /** Rounds what a norm of the residual stream returned. */
  roundNormOutput(label: string, y: BufferName): void {
    const { model, recipe } = this.settings;
    this.build.round(y, this.tokens, model.width, recipe.norm.output, 'norm.output', label);
  }

  norm(label: string, gain: BufferName, x: RowView, y: RowView, kind = this.settings.model.norm): void {
    const used = this.#usedGain(gain);
    const name = `${gain}/statistics`;
    const statistics = this.build.workspace(name, [x.outer * x.inner, 2], this.#placeOf(name));
    this.build.emit(
      {
        phase: 'forward',
        label,
        kind: 'norm',
        norm: kind,
        x,
        y,
        gain: used,
        statistics,
        epsilon: NORM_EPSILON,
      },
      y.buffer,
    );
  }

  /** `add`: dx is added to what is there. */
  normGradient(
    label: string,
    gain: BufferName,
    {
      x,
      dy,
      dx,
      add,
    }: { readonly x: RowView; readonly dy: RowView; readonly dx: RowView; readonly add: boolean },
    kind = this.settings.model.norm,
  ): void {
    const gainGradient = this.build.gradientOf(gain);
    const statistics = `${gain}/statistics`;
    this.build.emit(
      {
        phase: 'backward',
        label,
        kind: 'norm-gradient',
        norm: kind,
        x,
        dy,
        dx,
        gain: this.#usedGain(gain),
        gainGradient,
        statistics,
        add,
        accumulateGain: this.build.isSplit,
      },
      dx.buffer,
      gainGradient,
    );
  }

  /** Turns queries and keys by their positions; backward it turns their gradients back. */
  rotary(phase: 'forward' | 'backward', label: string, buffer: BufferName): void {
    const { context } = this.settings.model;
    for (const part of [0, 1] as const) {
      const x = this.headRows(buffer, part);
      this.build.emit(
        { phase, label, kind: 'rotary', x, context, base: ROTARY_BASE, inverse: phase === 'backward' },
        buffer,
      );
    }
  }
}

function isEdge(recipe: Recipe, index: number, layers: number): boolean {
  const edges = recipe.edgeLayers;
  return edges !== null && (index < edges.first || index >= layers - edges.last);
}
