// The transformer as a step program: forward, explicit backward, update. A decoder-only language model without biases
// (GPT-2's layout; layernorm or rmsnorm with gains only, gelu or swiglu, learned or rotary positions).
import type { Recipe } from '../recipes/recipe.ts';
import { ProgramBuilder, type LinearLayer } from './builder.ts';
import type { ModelSettings, OptimizerSettings } from './model.ts';
import type { BufferName, RowView, StepProgram } from './program.ts';
import { emitUpdate } from './update.ts';

/** Epsilon of the norms' variance, as in PyTorch's LayerNorm. */
const NORM_EPSILON = 1e-5;
/** Base of rotary positions (Su et al., arXiv 2104.09864). */
const ROTARY_BASE = 10_000;

export interface ProgramSettings {
  readonly model: ModelSettings;
  readonly optimizer: OptimizerSettings;
  readonly recipe: Recipe;
  readonly batchSize: number;
  readonly vocabulary: number;
  readonly sharpnessEpsilon: number;
}

interface Layer {
  readonly name: string;
  readonly qkv: LinearLayer;
  readonly output: LinearLayer;
  readonly up: LinearLayer;
  readonly down: LinearLayer;
}

export function transformerProgram(settings: ProgramSettings): StepProgram {
  const { model, recipe, batchSize, vocabulary } = settings;
  const { width, hidden, heads, context } = model;
  const tokens = batchSize * context;
  const headWidth = width / heads;
  const upWidth = model.activation === 'swiglu' ? 2 * hidden : hidden;
  const deviation = model.initialStandardDeviation;
  /** GPT-2: what is added to the residual stream starts smaller, by the number of additions. */
  const residualDeviation = deviation / Math.sqrt(2 * model.layers);
  const build = new ProgramBuilder(recipe.accumulation);

  const tokenTable = build.weight('token-embedding', [vocabulary, width], deviation);
  const learned = model.positions === 'learned';
  const positionTable = learned ? build.weight('position-embedding', [context, width], deviation) : null;
  const layers = Array.from({ length: model.layers }, (_, index): Layer => {
    const name = `layer${index}`;
    const precision = isEdge(recipe, index, model.layers) ? recipe.edgeLayers!.linear : recipe.linear;
    const linear = (part: string, inner: number, columns: number, spread: number): LinearLayer => {
      const weight = build.weight(`${name}/${part}`, [inner, columns], spread);
      return {
        label: `${name} ${part}`,
        site: 'linear',
        precision,
        weight,
        tied: false,
        rows: tokens,
        inner,
        columns,
      };
    };
    build.weight(`${name}/attention-norm`, [width], 0, 1);
    if (model.qkNorm) {
      build.weight(`${name}/q-norm`, [headWidth], 0, 1);
      build.weight(`${name}/k-norm`, [headWidth], 0, 1);
    }
    build.weight(`${name}/mlp-norm`, [width], 0, 1);
    return {
      name,
      qkv: linear('qkv', width, 3 * width, deviation),
      output: linear('attention-output', width, width, residualDeviation),
      up: linear('mlp-up', width, upWidth, deviation),
      down: linear('mlp-down', hidden, width, residualDeviation),
    };
  });
  build.weight('final-norm', [width], 0, 1);
  const head: LinearLayer = {
    label: 'head',
    site: 'head',
    precision: recipe.head,
    weight: model.tiedHead ? tokenTable : build.weight('head', [width, vocabulary], deviation),
    tied: model.tiedHead,
    rows: tokens,
    inner: width,
    columns: vocabulary,
  };

  const activations = (name: string, columns: number) => build.workspace(name, [tokens, columns]);
  const residual = (label: string, x: BufferName) =>
    build.round(x, tokens, width, recipe.residual, 'residual', label);
  const headRows = (buffer: BufferName, part: 0 | 1 | 2): RowView => ({
    buffer,
    offset: part * width,
    outer: tokens,
    stride: 3 * width,
    inner: heads,
    width: headWidth,
  });
  const norm = (label: string, gain: BufferName, x: RowView, y: RowView, kind = model.norm) => {
    const statistics = build.workspace(`${gain}/statistics`, [x.outer * x.inner, 2]);
    build.emit(
      { phase: 'forward', label, kind: 'norm', norm: kind, x, y, gain, statistics, epsilon: NORM_EPSILON },
      y.buffer,
    );
  };
  const normGradient = (
    label: string,
    gain: BufferName,
    x: RowView,
    dy: RowView,
    dx: RowView,
    add: boolean,
    kind = model.norm,
  ) => {
    const gainGradient = build.gradientOf(gain);
    const statistics = `${gain}/statistics`;
    build.emit(
      {
        phase: 'backward',
        label,
        kind: 'norm-gradient',
        norm: kind,
        x,
        dy,
        dx,
        gain,
        gainGradient,
        statistics,
        add,
      },
      dx.buffer,
      gainGradient,
    );
  };
  const rows = (buffer: BufferName) => build.matrix(buffer, tokens, width);
  const rotary = (phase: 'forward' | 'backward', label: string, buffer: BufferName) => {
    for (const part of [0, 1] as const) {
      const x = headRows(buffer, part);
      build.emit(
        { phase, label, kind: 'rotary', x, context, base: ROTARY_BASE, inverse: phase === 'backward' },
        buffer,
      );
    }
  };

  // Forward.
  let stream = activations('residual0', width);
  build.emit(
    {
      phase: 'forward',
      label: 'embedding',
      kind: 'embedding',
      table: tokenTable,
      positions: positionTable,
      out: stream,
      context,
      width,
    },
    stream,
  );
  build.round(stream, tokens, width, recipe.embedding, 'embedding', 'embedding output');
  residual('residual0 rounding', stream);
  const streams = [stream];
  const add = (label: string, branch: BufferName) => {
    const sum = activations(`residual${streams.length}`, width);
    build.emit(
      { phase: 'forward', label, kind: 'add', a: stream, b: branch, out: sum, length: tokens * width },
      sum,
    );
    residual(`${sum} rounding`, sum);
    stream = sum;
    streams.push(sum);
  };
  const branch = activations('branch', width);
  for (const { name, qkv, output, up, down } of layers) {
    const attentionInput = activations(`${name}/attention-input`, width);
    norm(`${name} attention norm`, `${name}/attention-norm`, rows(stream), rows(attentionInput));
    const projected = activations(`${name}/qkv-activation`, 3 * width);
    if (model.qkNorm) {
      const raw = activations(`${name}/qkv-raw`, 3 * width);
      build.linear(qkv, attentionInput, raw);
      norm(`${name} q norm`, `${name}/q-norm`, headRows(raw, 0), headRows(projected, 0), 'rmsnorm');
      norm(`${name} k norm`, `${name}/k-norm`, headRows(raw, 1), headRows(projected, 1), 'rmsnorm');
      build.emit(
        {
          phase: 'forward',
          label: `${name} v`,
          kind: 'copy',
          x: headRows(raw, 2),
          y: headRows(projected, 2),
        },
        projected,
      );
    } else {
      build.linear(qkv, attentionInput, projected);
    }
    if (!learned) rotary('forward', `${name} rotary`, projected);
    const attended = activations(`${name}/attended`, width);
    const probabilities = build.workspace(`${name}/probabilities`, [batchSize, heads, context, context]);
    const { qk, pv } = recipe.attention;
    const sites = { qk: build.site('attention.qk', qk), pv: build.site('attention.pv', pv) };
    build.emit(
      {
        phase: 'forward',
        label: `${name} attention`,
        kind: 'attention',
        qkv: projected,
        probabilities,
        out: attended,
        batch: batchSize,
        heads,
        context,
        width,
        qk,
        pv,
        sites,
      },
      attended,
      probabilities,
    );
    build.linear(output, attended, branch);
    add(`${name} attention residual`, branch);

    const mlpInput = activations(`${name}/mlp-input`, width);
    norm(`${name} mlp norm`, `${name}/mlp-norm`, rows(stream), rows(mlpInput));
    const raised = activations(`${name}/raised`, upWidth);
    build.linear(up, mlpInput, raised);
    const activated = activations(`${name}/activated`, hidden);
    build.emit(
      {
        phase: 'forward',
        label: `${name} activation`,
        kind: 'activation',
        activation: model.activation,
        x: raised,
        y: activated,
        rows: tokens,
        width: hidden,
      },
      activated,
    );
    build.linear(down, activated, branch);
    add(`${name} mlp residual`, branch);
  }
  const headInput = activations('head-input', width);
  norm('final norm', 'final-norm', rows(stream), rows(headInput));
  const logits = activations('logits', vocabulary);
  build.linear(head, headInput, logits);
  build.emit(
    {
      phase: 'forward',
      label: 'loss',
      kind: 'cross-entropy',
      logits,
      dLogits: logits,
      tokens,
      context,
      vocabulary,
      zLoss: model.zLoss,
      sharpnessEpsilon: settings.sharpnessEpsilon,
    },
    logits,
  );

  // Backward. `dStream` is the gradient of the residual stream, to which every branch adds.
  build.phase = 'backward';
  const dStream = activations('residual/gradient', width);
  const dInput = activations('branch-input/gradient', width);
  build.linearGradient(head, headInput, logits, dInput, recipe.weightGradient);
  normGradient('final norm gradient', 'final-norm', rows(stream), rows(dInput), rows(dStream), false);
  const dQkv = activations('qkv/gradient', 3 * width);
  const dRaw = model.qkNorm ? activations('qkv-raw/gradient', 3 * width) : dQkv;
  const dAttended = activations('attended/gradient', width);
  const dRaised = activations('raised/gradient', upWidth);
  const dActivated = activations('activated/gradient', hidden);
  for (const [index, { name, qkv, output, up, down }] of [...layers.entries()].reverse()) {
    build.linearGradient(down, `${name}/activated`, dStream, dActivated, recipe.weightGradient);
    build.emit(
      {
        phase: 'backward',
        label: `${name} activation gradient`,
        kind: 'activation-gradient',
        activation: model.activation,
        x: `${name}/raised`,
        dy: dActivated,
        dx: dRaised,
        rows: tokens,
        width: hidden,
      },
      dRaised,
    );
    build.linearGradient(up, `${name}/mlp-input`, dRaised, dInput, recipe.weightGradient);
    normGradient(
      `${name} mlp norm gradient`,
      `${name}/mlp-norm`,
      rows(streams[2 * index + 1]!),
      rows(dInput),
      rows(dStream),
      true,
    );

    build.linearGradient(output, `${name}/attended`, dStream, dAttended, recipe.weightGradient);
    const { qk, pv, gradient } = recipe.attention;
    const sites = {
      qk: 'attention.qk',
      pv: 'attention.pv',
      gradient: build.site('attention.gradient', gradient),
    };
    build.emit(
      {
        phase: 'backward',
        label: `${name} attention gradient`,
        kind: 'attention-gradient',
        qkv: `${name}/qkv-activation`,
        probabilities: `${name}/probabilities`,
        dOut: dAttended,
        dQkv,
        batch: batchSize,
        heads,
        context,
        width,
        qk,
        pv,
        gradient,
        sites,
      },
      dQkv,
    );
    if (!learned) rotary('backward', `${name} rotary gradient`, dQkv);
    if (model.qkNorm) {
      const raw = `${name}/qkv-raw`;
      normGradient(
        `${name} q norm gradient`,
        `${name}/q-norm`,
        headRows(raw, 0),
        headRows(dQkv, 0),
        headRows(dRaw, 0),
        false,
        'rmsnorm',
      );
      normGradient(
        `${name} k norm gradient`,
        `${name}/k-norm`,
        headRows(raw, 1),
        headRows(dQkv, 1),
        headRows(dRaw, 1),
        false,
        'rmsnorm',
      );
      build.emit(
        {
          phase: 'backward',
          label: `${name} v gradient`,
          kind: 'copy',
          x: headRows(dQkv, 2),
          y: headRows(dRaw, 2),
        },
        dRaw,
      );
    }
    build.linearGradient(qkv, `${name}/attention-input`, dRaw, dInput, recipe.weightGradient);
    normGradient(
      `${name} attention norm gradient`,
      `${name}/attention-norm`,
      rows(streams[2 * index]!),
      rows(dInput),
      rows(dStream),
      true,
    );
  }
  build.emit(
    {
      phase: 'backward',
      label: 'embedding gradient',
      kind: 'embedding-gradient',
      dOut: dStream,
      tableGradient: build.gradientOf(tokenTable),
      positionsGradient: positionTable === null ? null : build.gradientOf(positionTable),
      context,
      width,
      vocabulary,
      accumulate: model.tiedHead,
    },
    build.gradientOf(tokenTable),
  );

  build.phase = 'update';
  emitUpdate(build, recipe, settings.optimizer);
  return {
    name: recipe.name,
    batchSize,
    context,
    vocabulary,
    buffers: [...build.buffers.values()],
    weights: build.weights,
    operations: build.operations,
    sites: build.sites,
  };
}

function isEdge(recipe: Recipe, index: number, layers: number): boolean {
  const edges = recipe.edgeLayers;
  return edges !== null && (index < edges.first || index >= layers - edges.last);
}
