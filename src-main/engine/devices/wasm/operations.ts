// Compiles a step program to calls of the kernels, one per operation, for one thread's places.
import type { Operation, OperationOf, RowView, StepProgram } from '../../program.ts';
import {
  CLIP_FACTOR,
  clipFactorOf,
  gradientSquares,
  LARGEST_LOGIT,
  LOG_Z,
  LOSS,
  SHARPNESS,
  SHARPNESS_LAST,
  updateSquares,
} from '../kit/facts.ts';
import type { Frame } from './frame.ts';
import type { Kernels } from './kernels.ts';
import { matmul, round, scale, type Call } from './products.ts';
import type { Places } from './places.ts';
import { shareRoundings, type Sharing } from './sharing.ts';

export interface CompiledOperation {
  readonly operation: Operation;
  readonly call: Call;
}

export function compile(
  program: StepProgram,
  places: Places,
  kernels: Kernels,
): readonly CompiledOperation[] {
  const sharing = shareRoundings(program.operations);
  return program.operations.map((operation) => ({
    operation,
    call: compileOne(operation, program, sharing, places, kernels),
  }));
}

function compileOne(
  op: Operation,
  program: StepProgram,
  sharing: Sharing,
  places: Places,
  kernels: Kernels,
): Call {
  switch (op.kind) {
    case 'embedding':
      return embedding(op, program, places, kernels);
    case 'embedding-gradient':
      return embeddingGradient(op, program, places, kernels);
    case 'norm':
      return norm(op, places, kernels);
    case 'norm-gradient':
      return normGradient(op, places, kernels);
    case 'matmul':
      return matmul(op, sharing, places, kernels);
    case 'attention':
      return attention(op, places, kernels);
    case 'attention-gradient':
      return attentionGradient(op, places, kernels);
    case 'activation':
      return activation(op, places, kernels);
    case 'activation-gradient':
      return activationGradient(op, places, kernels);
    case 'copy':
      return copy(op, places, kernels);
    case 'add':
      return add(op, places, kernels);
    case 'rotary':
      return rotary(op, places, kernels);
    case 'cross-entropy':
      return crossEntropy(op, places, kernels);
    case 'scale':
      return scale(op, places, kernels);
    case 'round':
      return round(op, places, kernels);
    case 'gradient-norm':
      return gradientNorm(op, places, kernels);
    case 'adamw':
      return adamw(op, places, kernels);
    case 'sgd':
      return sgd(op, places, kernels);
  }
}

const bytes = (values: number) => 4 * values;

function viewOf(view: RowView, places: Places) {
  return { at: places.of(view.buffer, view.offset), stride: bytes(view.stride) };
}

function embedding(
  op: OperationOf<'embedding'>,
  program: StepProgram,
  places: Places,
  kernels: Kernels,
): Call {
  const table = places.of(op.table);
  const positions = op.positions === null ? () => 0 : places.of(op.positions);
  const out = places.of(op.out);
  const { tokens } = places;
  const { batchSize } = program;
  const { context, width } = op;
  return (frame) => {
    kernels.embedding(table(frame), positions(frame), out(frame), tokens, batchSize, context, width);
  };
}

function embeddingGradient(
  op: OperationOf<'embedding-gradient'>,
  program: StepProgram,
  places: Places,
  kernels: Kernels,
): Call {
  const dOut = places.of(op.dOut);
  const table = places.of(op.tableGradient);
  const positions = op.positionsGradient === null ? () => 0 : places.of(op.positionsGradient);
  const { tokens } = places;
  const { batchSize } = program;
  const { context, width, vocabulary } = op;
  const accumulate = op.accumulate ? 1 : 0;
  return (frame) => {
    kernels.embeddingGradient(
      dOut(frame),
      table(frame),
      positions(frame),
      tokens,
      batchSize,
      context,
      width,
      vocabulary,
      accumulate,
    );
  };
}

function norm(op: OperationOf<'norm'>, places: Places, kernels: Kernels): Call {
  const centered = op.norm === 'layernorm' ? 1 : 0;
  const [x, y] = [viewOf(op.x, places), viewOf(op.y, places)];
  const [gain, statistics] = [places.of(op.gain), places.of(op.statistics)];
  const { outer, inner, width } = op.x;
  return (frame) => {
    kernels.norm(
      centered,
      x.at(frame),
      x.stride,
      y.at(frame),
      y.stride,
      outer,
      inner,
      width,
      gain(frame),
      statistics(frame),
      op.epsilon,
    );
  };
}

function normGradient(op: OperationOf<'norm-gradient'>, places: Places, kernels: Kernels): Call {
  const centered = op.norm === 'layernorm' ? 1 : 0;
  const [x, dy, dx] = [viewOf(op.x, places), viewOf(op.dy, places), viewOf(op.dx, places)];
  const [gain, statistics] = [places.of(op.gain), places.of(op.statistics)];
  const gainGradient = places.of(op.gainGradient);
  const { outer, inner, width } = op.x;
  const add = op.add ? 1 : 0;
  return (frame) => {
    kernels.normGradient(
      centered,
      x.at(frame),
      x.stride,
      dy.at(frame),
      dy.stride,
      dx.at(frame),
      dx.stride,
      outer,
      inner,
      width,
      gain(frame),
      gainGradient(frame),
      statistics(frame),
      add,
      places.scratch,
    );
  };
}

function attention(op: OperationOf<'attention'>, places: Places, kernels: Kernels): Call {
  const [qkv, probabilities, out] = [places.of(op.qkv), places.of(op.probabilities), places.of(op.out)];
  const qk = places.headRounding(op.qk, op.sites.qk);
  const pv = places.headRounding(op.pv, op.sites.pv);
  const { batch, heads, context, width } = op;
  return (frame) => {
    const largest = kernels.attention(
      qkv(frame),
      probabilities(frame),
      out(frame),
      batch,
      heads,
      context,
      width,
      qk(frame),
      pv(frame),
      places.scratch,
    );
    frame.report.say(LARGEST_LOGIT, largest);
  };
}

function attentionGradient(op: OperationOf<'attention-gradient'>, places: Places, kernels: Kernels): Call {
  const [qkv, probabilities] = [places.of(op.qkv), places.of(op.probabilities)];
  const [dOut, dQkv] = [places.of(op.dOut), places.of(op.dQkv)];
  const qk = places.headRounding(op.qk, op.sites.qk);
  const pv = places.headRounding(op.pv, op.sites.pv);
  const gradient = places.headRounding(op.gradient, op.sites.gradient);
  const { batch, heads, context, width } = op;
  return (frame) => {
    kernels.attentionGradient(
      qkv(frame),
      probabilities(frame),
      dOut(frame),
      dQkv(frame),
      batch,
      heads,
      context,
      width,
      qk(frame),
      pv(frame),
      gradient(frame),
      places.scratch,
    );
  };
}

function activation(op: OperationOf<'activation'>, places: Places, kernels: Kernels): Call {
  const [x, y] = [places.of(op.x), places.of(op.y)];
  const { rows, width } = op;
  if (op.activation === 'gelu') return (frame) => void kernels.gelu(x(frame), y(frame), rows * width);
  return (frame) => void kernels.swiglu(x(frame), y(frame), rows, width);
}

function activationGradient(op: OperationOf<'activation-gradient'>, places: Places, kernels: Kernels): Call {
  const [x, dy, dx] = [places.of(op.x), places.of(op.dy), places.of(op.dx)];
  const { rows, width } = op;
  if (op.activation === 'gelu') {
    return (frame) => void kernels.geluGradient(x(frame), dy(frame), dx(frame), rows * width);
  }
  return (frame) => void kernels.swigluGradient(x(frame), dy(frame), dx(frame), rows, width);
}

function copy(op: OperationOf<'copy'>, places: Places, kernels: Kernels): Call {
  if (op.x.outer !== op.y.outer) throw new Error(`Copy ${op.label} has views of different shape.`);
  const [x, y] = [viewOf(op.x, places), viewOf(op.y, places)];
  const rowBytes = bytes(op.x.inner * op.x.width);
  return (frame) => void kernels.copyRows(x.at(frame), x.stride, y.at(frame), y.stride, op.x.outer, rowBytes);
}

function add(op: OperationOf<'add'>, places: Places, kernels: Kernels): Call {
  const [a, b, out] = [places.of(op.a), places.of(op.b), places.of(op.out)];
  return (frame) => void kernels.add(a(frame), b(frame), out(frame), op.length);
}

function rotary(op: OperationOf<'rotary'>, places: Places, kernels: Kernels): Call {
  const x = viewOf(op.x, places);
  const { outer, inner, width } = op.x;
  const table = places.rotaryTable(op);
  const sign = op.inverse ? -1 : 1;
  return (frame) => void kernels.rotary(x.at(frame), x.stride, outer, inner, width, op.context, table, sign);
}

function crossEntropy(op: OperationOf<'cross-entropy'>, places: Places, kernels: Kernels): Call {
  const [logits, dLogits] = [places.of(op.logits), places.of(op.dLogits)];
  const { tokens, sums, heap } = places;
  const { tokens: count, context, vocabulary, zLoss, sharpnessEpsilon } = op;
  const batch = count / context;
  return (frame) => {
    kernels.crossEntropy(
      logits(frame),
      dLogits(frame),
      tokens,
      batch,
      context,
      vocabulary,
      zLoss,
      sharpnessEpsilon,
      sums,
    );
    frame.report.say(LOSS, heap.double(sums) / count);
    frame.report.say(LOG_Z, heap.double(sums + 8) / count);
    frame.report.say(SHARPNESS, heap.double(sums + 16) / count);
    frame.report.say(SHARPNESS_LAST, heap.double(sums + 24) / batch);
  };
}

function gradientNorm(op: OperationOf<'gradient-norm'>, places: Places, kernels: Kernels): Call {
  const gradients = op.gradients.map(({ buffer, length }) => ({
    at: places.of(buffer),
    length,
    fact: gradientSquares(buffer),
  }));
  return (frame) => {
    const { report } = frame;
    for (const { at, length, fact } of gradients) report.say(fact, kernels.sumOfSquares(at(frame), length));
    frame.clipFactor = clipFactorOf(report.value('gradientNorm'), op.clip);
    report.say(CLIP_FACTOR, frame.clipFactor);
  };
}

function adamw(op: OperationOf<'adamw'>, places: Places, kernels: Kernels): Call {
  const [weight, gradient, m, v] = [op.weight, op.gradient, op.m, op.v].map((name) => places.of(name)) as [
    (frame: Frame) => number,
    (frame: Frame) => number,
    (frame: Frame) => number,
    (frame: Frame) => number,
  ];
  const { length, beta1, beta2, epsilon, weightDecay } = op;
  const fact = updateSquares(op.weight, length);
  return (frame) => {
    const squares = kernels.adamw(
      weight(frame),
      gradient(frame),
      m(frame),
      v(frame),
      length,
      frame.learningRate,
      beta1,
      beta2,
      1 - beta1,
      1 - beta2,
      epsilon,
      weightDecay,
      frame.clipFactor,
      1 / (1 - beta1 ** (frame.step + 1)),
      1 / (1 - beta2 ** (frame.step + 1)),
    );
    frame.report.say(fact, squares);
  };
}

function sgd(op: OperationOf<'sgd'>, places: Places, kernels: Kernels): Call {
  const [weight, gradient, velocity] = [places.of(op.weight), places.of(op.gradient), places.of(op.velocity)];
  const { length, momentum, weightDecay } = op;
  const fact = updateSquares(op.weight, length);
  return (frame) => {
    const squares = kernels.sgd(
      weight(frame),
      gradient(frame),
      velocity(frame),
      length,
      frame.learningRate,
      momentum,
      weightDecay,
      frame.clipFactor,
    );
    frame.report.say(fact, squares);
  };
}
