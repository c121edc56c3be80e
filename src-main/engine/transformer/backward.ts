// The backward pass, written out: the gradient of every operation of the forward pass, in reverse.
import { embeddingFactor, squaredDivisor } from '../parametrisation.ts';
import type { BufferName } from '../program.ts';
import type { BranchName, ForwardPass } from './forward.ts';
import type { Layer, TransformerParts } from './parts.ts';

export function emitBackward(parts: TransformerParts, { streams, layers: made }: ForwardPass): void {
  const { build, sequences, tokens, upWidth, tokenTable, positionTable, layers, head, residual, settings } =
    parts;
  const { model, recipe, vocabulary } = settings;
  const { width, hidden, heads, context } = model;
  build.phase = 'backward';
  const stream = streams.at(-1)!;
  const [headInput, logits] = ['head-input', 'logits'];
  /** The gradient of the residual stream, to which every branch adds. */
  const dStream = parts.activations('residual/gradient', width);
  const dInput = parts.activations('branch-input/gradient', width);
  const dBranch = residual === null ? dStream : parts.activations('branch/gradient', width);
  /** Makes dBranch, the gradient of what the last product of a branch returned. */
  const endBranchGradient = ({ name }: Layer, part: BranchName) => {
    if (residual === null) return;
    const label = `${name} ${part} branch gradient`;
    const [x, y] = [parts.rows(dStream), parts.rows(dInput)];
    build.emit({ phase: 'backward', label: `${label} copy`, kind: 'copy', x, y }, dInput);
    build.multiply(`${label} multiplier`, dInput, residual.branch);
    parts.normGradient(`${name} ${part} norm gradient`, `${name}/${part}-norm`, {
      x: parts.rows(`${name}/${part}-branch`),
      dy: parts.rows(dInput),
      dx: parts.rows(dBranch),
      add: false,
    });
  };
  /** Adds to dStream what dInput, the gradient of what the first product of a branch read, makes of it. */
  const beginBranchGradient = ({ name }: Layer, part: BranchName, x: BufferName) => {
    if (residual === null) {
      parts.normGradient(`${name} ${part} norm gradient`, `${name}/${part}-norm`, {
        x: parts.rows(x),
        dy: parts.rows(dInput),
        dx: parts.rows(dStream),
        add: true,
      });
      return;
    }
    const label = `${name} ${part} residual gradient`;
    build.multiply(`${label} multiplier`, dStream, residual.stream);
    build.emit(
      {
        phase: 'backward',
        label,
        kind: 'add',
        a: dStream,
        b: dInput,
        out: dStream,
        length: tokens * width,
      },
      dStream,
    );
  };
  const inputOf = ({ name }: Layer, part: BranchName, x: BufferName) =>
    residual === null ? `${name}/${part}-input` : x;
  parts.multiplyLogits('logits multiplier gradient', logits);
  // The gradient of a tied head is finished only when that of the embedding has been added.
  build.linearGradient(head, headInput, logits, dInput, model.tiedHead ? null : recipe.weightGradient);
  parts.normGradient('final norm gradient', 'final-norm', {
    x: parts.rows(stream),
    dy: parts.rows(dInput),
    dx: parts.rows(dStream),
    add: false,
  });
  const dQkv = parts.activations('qkv/gradient', 3 * width);
  const dRaw = model.qkNorm ? parts.activations('qkv-raw/gradient', 3 * width) : dQkv;
  const dAttended = parts.activations('attended/gradient', width);
  const dRaised = parts.activations('raised/gradient', upWidth);
  const dActivated = parts.activations('activated/gradient', hidden);
  for (const [index, layer] of [...layers.entries()].reverse()) {
    const { name, qkv, output, up, down } = layer;
    const [before, within] = [streams[2 * index]!, streams[2 * index + 1]!];
    // The last layer's activations are still there.
    if (parts.recomputes && index < layers.length - 1) build.emitAgain(made[index]!, dStream);
    endBranchGradient(layer, 'mlp');
    build.linearGradient(down, `${name}/activated`, dBranch, dActivated, recipe.weightGradient);
    parts.outliers(`${name} outliers gradient`, dActivated);
    build.whenFinished(() =>
      parts.undoOutliers(`${name} mlp-down gradient of the weight`, build.gradientOf(down.weight)),
    );
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
    build.round(
      dRaised,
      tokens,
      upWidth,
      recipe.elementwise,
      'elementwise',
      `${name} activation gradient output`,
    );
    build.linearGradient(up, inputOf(layer, 'mlp', within), dRaised, dInput, recipe.weightGradient);
    beginBranchGradient(layer, 'mlp', within);

    endBranchGradient(layer, 'attention');
    build.linearGradient(output, `${name}/attended`, dBranch, dAttended, recipe.weightGradient);
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
        dOut: dAttended,
        dQkv,
        batch: sequences,
        heads,
        context,
        width,
        squaredDivisor: squaredDivisor(model),
        qk,
        pv,
        gradient,
        sites,
      },
      dQkv,
    );
    if (positionTable === null) parts.rotary('backward', `${name} rotary gradient`, dQkv);
    if (model.qkNorm) {
      const raw = `${name}/qkv-raw`;
      parts.normGradient(
        `${name} q norm gradient`,
        `${name}/q-norm`,
        { x: parts.headRows(raw, 0), dy: parts.headRows(dQkv, 0), dx: parts.headRows(dRaw, 0), add: false },
        'rmsnorm',
      );
      parts.normGradient(
        `${name} k norm gradient`,
        `${name}/k-norm`,
        { x: parts.headRows(raw, 1), dy: parts.headRows(dQkv, 1), dx: parts.headRows(dRaw, 1), add: false },
        'rmsnorm',
      );
      build.emit(
        {
          phase: 'backward',
          label: `${name} v gradient`,
          kind: 'copy',
          x: parts.headRows(dQkv, 2),
          y: parts.headRows(dRaw, 2),
        },
        dRaw,
      );
    }
    build.linearGradient(qkv, inputOf(layer, 'attention', before), dRaw, dInput, recipe.weightGradient);
    beginBranchGradient(layer, 'attention', before);
  }
  build.multiply('embedding multiplier gradient', dStream, embeddingFactor(model));
  const tableGradient = build.gradientOf(tokenTable);
  build.emit(
    {
      phase: 'backward',
      label: 'embedding gradient',
      kind: 'embedding-gradient',
      dOut: dStream,
      tableGradient,
      positionsGradient: positionTable === null ? null : build.gradientOf(positionTable),
      context,
      width,
      vocabulary,
      accumulate: model.tiedHead || build.isSplit,
      accumulatePositions: build.isSplit,
    },
    tableGradient,
  );
  if (model.tiedHead) {
    build.finishGradient(
      tableGradient,
      vocabulary,
      width,
      recipe.weightGradient,
      'embedding gradient output',
    );
  }
}
