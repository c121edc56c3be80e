// The forward pass: embedding, layers, head, and the loss with the gradient of the logits.
import { embeddingFactor, squaredDivisor } from '../parametrisation.ts';
import type { BufferName, LaneScale, Operation } from '../program.ts';
import type { LinearLayer } from '../builder.ts';
import type { Layer, TransformerParts } from './parts.ts';

export type BranchName = 'attention' | 'mlp';

/** What the backward pass needs. */
export interface ForwardPass {
  /** The residual stream before and after every addition. */
  readonly streams: readonly BufferName[];
  /** What makes each layer's activations of its input. */
  readonly layers: readonly (readonly Operation[])[];
}

export function emitForward(parts: TransformerParts, lossScale: number | LaneScale): ForwardPass {
  const { build, sequences, tokens, upWidth, tokenTable, positionTable, layers, head, residual, settings } =
    parts;
  const { model, recipe, batchSize, vocabulary } = settings;
  const { width, hidden, heads, context } = model;
  let stream = parts.activations('residual0', width);
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
  build.multiply('embedding multiplier', stream, embeddingFactor(model));
  build.round(stream, tokens, width, recipe.embedding, 'embedding', 'embedding output');
  parts.roundResidual('residual0 rounding', stream);
  const streams = [stream];
  const branch = parts.activations('branch', width);
  const add = (label: string) => {
    const name = `residual${streams.length}`;
    const isWithinLayer = streams.length % 2 === 1;
    const sum = parts.activations(name, width, parts.recomputes && isWithinLayer ? 'layer/residual' : name);
    let a = stream;
    if (residual !== null) {
      const [x, y] = [parts.rows(stream), parts.rows(sum)];
      build.emit({ phase: 'forward', label: `${label} copy`, kind: 'copy', x, y }, sum);
      build.multiply(`${label} stream`, sum, residual.stream);
      build.multiply(`${label} branch`, branch, residual.branch);
      a = sum;
    }
    build.emit({ phase: 'forward', label, kind: 'add', a, b: branch, out: sum, length: tokens * width }, sum);
    parts.roundResidual(`${sum} rounding`, sum);
    stream = sum;
    streams.push(sum);
  };
  const norm = ({ name }: Layer, part: BranchName, x: BufferName, y: BufferName) => {
    parts.norm(`${name} ${part} norm`, `${name}/${part}-norm`, parts.rows(x), parts.rows(y));
    parts.roundNormOutput(`${name} ${part} norm output`, y);
  };
  /** What the first product of a branch reads. */
  const beginBranch = (layer: Layer, part: BranchName): BufferName => {
    if (residual !== null) return stream;
    const input = parts.ofLayer(layer, `${part}-input`, width);
    norm(layer, part, stream, input);
    return input;
  };
  /** Its last product, and what is added to the stream. */
  const endBranch = (layer: Layer, part: BranchName, product: LinearLayer, x: BufferName) => {
    const returned = residual === null ? branch : parts.ofLayer(layer, `${part}-branch`, width);
    build.linear(product, x, returned);
    if (residual !== null) norm(layer, part, returned, branch);
  };
  const made: (readonly Operation[])[] = [];
  for (const [index, layer] of layers.entries()) {
    const { name, qkv, output, up, down } = layer;
    const before = build.emitted;
    const attentionInput = beginBranch(layer, 'attention');
    build.moments(attentionInput, 'qkv', index);
    const projected = parts.ofLayer(layer, 'qkv-activation', 3 * width);
    if (model.qkNorm) {
      const raw = parts.ofLayer(layer, 'qkv-raw', 3 * width);
      build.linear(qkv, attentionInput, raw);
      parts.norm(
        `${name} q norm`,
        `${name}/q-norm`,
        parts.headRows(raw, 0),
        parts.headRows(projected, 0),
        'rmsnorm',
      );
      parts.norm(
        `${name} k norm`,
        `${name}/k-norm`,
        parts.headRows(raw, 1),
        parts.headRows(projected, 1),
        'rmsnorm',
      );
      build.emit(
        {
          phase: 'forward',
          label: `${name} v`,
          kind: 'copy',
          x: parts.headRows(raw, 2),
          y: parts.headRows(projected, 2),
        },
        projected,
      );
    } else {
      build.linear(qkv, attentionInput, projected);
    }
    if (positionTable === null) parts.rotary('forward', `${name} rotary`, projected);
    const attended = parts.ofLayer(layer, 'attended', width);
    const { qk, pv } = recipe.attention;
    const sites = { qk: build.site('attention.qk', qk), pv: build.site('attention.pv', pv) };
    build.emit(
      {
        phase: 'forward',
        label: `${name} attention`,
        kind: 'attention',
        layer: index,
        qkv: projected,
        out: attended,
        batch: sequences,
        heads,
        context,
        width,
        squaredDivisor: squaredDivisor(model),
        qk,
        pv,
        sites,
      },
      attended,
    );
    build.moments(attended, 'attention-output', index);
    endBranch(layer, 'attention', output, attended);
    add(`${name} attention residual`);

    const mlpInput = beginBranch(layer, 'mlp');
    build.moments(mlpInput, 'mlp-up', index);
    const raised = parts.ofLayer(layer, 'raised', upWidth);
    build.linear(up, mlpInput, raised);
    const activated = parts.ofLayer(layer, 'activated', hidden);
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
    build.round(activated, tokens, hidden, recipe.elementwise, 'elementwise', `${name} activation output`);
    parts.outliers(`${name} outliers`, activated);
    build.moments(activated, 'mlp-down', index);
    // A norm at the end needs what it was given once more.
    const withoutEnd = build.since(before);
    endBranch(layer, 'mlp', down, activated);
    made.push(residual === null ? withoutEnd : build.since(before));
    add(`${name} mlp residual`);
    build.moments(stream, 'residual', index);
  }
  const headInput = parts.activations('head-input', width);
  parts.norm('final norm', 'final-norm', parts.rows(stream), parts.rows(headInput));
  parts.roundNormOutput('final norm output', headInput);
  build.moments(headInput, 'head', 0);
  const logits = parts.activations('logits', vocabulary);
  build.linear(head, headInput, logits);
  parts.multiplyLogits('logits multiplier', logits);
  build.emit(
    {
      phase: 'forward',
      label: 'loss',
      kind: 'cross-entropy',
      logits,
      dLogits: logits,
      tokens,
      batchTokens: batchSize * context,
      context,
      vocabulary,
      zLoss: model.zLoss,
      lossScale,
      sharpnessEpsilon: settings.sharpnessEpsilon,
    },
    logits,
  );
  return { streams, layers: made };
}
