// Compiles a step program to calls of the kernels, one per operation, for one thread's addresses.
import { isSkipped, nextScale } from '../../../recipes/loss-scale.ts';
import { areThere } from '../../outliers.ts';
import type { LaneScale, Operation, OperationOf, RowView, StepProgram } from '../../program.ts';
import {
  CLIP_FACTOR,
  clipFactorOf,
  gradientSquares,
  LARGEST_LOGIT,
  layerLogit,
  LOG_Z,
  LOSS,
  LOSS_SCALE,
  momentFacts,
  SHARPNESS,
  SHARPNESS_LAST,
  updateSquares,
} from '../kit/facts.ts';
import type { LaneStep } from './lane-step.ts';
import type { Kernels } from './kernels.ts';
import { matmul, round, scale, type Call, type Code } from './products.ts';
import type { Addresses } from './addresses.ts';
import { shareRoundings, type Sharing } from './sharing.ts';

export interface CompiledOperation {
  readonly operation: Operation;
  readonly call: Call;
}

export function compile(
  program: StepProgram,
  addresses: Addresses,
  code: Code,
): readonly CompiledOperation[] {
  const sharing = shareRoundings(program.operations);
  return program.operations.map((operation) => ({
    operation,
    call: counted(operation, compileOne(operation, program, sharing, addresses, code)),
  }));
}

/** What is carried out again was counted the first time. */
function counted({ again }: Operation, call: Call): Call {
  if (!again) return call;
  return (laneStep) => {
    const { counting } = laneStep;
    laneStep.counting = false;
    call(laneStep);
    laneStep.counting = counting;
  };
}

function compileOne(
  op: Operation,
  program: StepProgram,
  sharing: Sharing,
  addresses: Addresses,
  code: Code,
): Call {
  const { kernels } = code;
  switch (op.kind) {
    case 'embedding':
      return embedding(op, program, addresses, kernels);
    case 'embedding-gradient':
      return embeddingGradient(op, program, addresses, kernels);
    case 'norm':
      return norm(op, addresses, kernels);
    case 'norm-gradient':
      return normGradient(op, addresses, kernels);
    case 'matmul':
      return matmul(op, sharing, addresses, code);
    case 'attention':
      return attention(op, addresses, kernels);
    case 'attention-gradient':
      return attentionGradient(op, addresses, kernels);
    case 'activation':
      return activation(op, addresses, kernels);
    case 'activation-gradient':
      return activationGradient(op, addresses, kernels);
    case 'copy':
      return copy(op, addresses, kernels);
    case 'add':
      return add(op, addresses, kernels);
    case 'rotary':
      return rotary(op, addresses, kernels);
    case 'cross-entropy':
      return crossEntropy(op, addresses, kernels);
    case 'scale':
      return scale(op, addresses, kernels);
    case 'hadamard':
      return hadamard(op, addresses, kernels);
    case 'round':
      return round(op, addresses, kernels);
    case 'moments':
      return moments(op, addresses, kernels);
    case 'outliers':
      return outliers(op, addresses, kernels);
    case 'clear':
      return clear(op, addresses);
    case 'multiply':
      return multiply(op, addresses, kernels);
    case 'unscale':
      return unscale(op, addresses, kernels);
    case 'gradient-norm':
      return gradientNorm(op, addresses, kernels);
    case 'adamw':
      return adamw(op, addresses, kernels);
    case 'momentum':
      return momentum(op, addresses, kernels);
    case 'normalize':
      return normalize(op, addresses, kernels);
    case 'descent':
      return descent(op, addresses, kernels);
    case 'sgd':
      return sgd(op, addresses, kernels);
  }
}

const bytes = (values: number) => 4 * values;

function viewOf(view: RowView, addresses: Addresses) {
  return { at: addresses.of(view.buffer, view.offset), stride: bytes(view.stride) };
}

function embedding(
  op: OperationOf<'embedding'>,
  program: StepProgram,
  addresses: Addresses,
  kernels: Kernels,
): Call {
  const table = addresses.of(op.table);
  const positions = op.positions === null ? () => 0 : addresses.of(op.positions);
  const out = addresses.of(op.out);
  const { tokens } = addresses;
  const { microBatch } = program;
  const { context, width } = op;
  return (laneStep) => {
    kernels.embedding(
      table(laneStep),
      positions(laneStep),
      out(laneStep),
      tokens,
      microBatch,
      context,
      width,
    );
  };
}

function embeddingGradient(
  op: OperationOf<'embedding-gradient'>,
  program: StepProgram,
  addresses: Addresses,
  kernels: Kernels,
): Call {
  const dOut = addresses.of(op.dOut);
  const table = addresses.of(op.tableGradient);
  const positions = op.positionsGradient === null ? () => 0 : addresses.of(op.positionsGradient);
  const { tokens } = addresses;
  const { microBatch } = program;
  const { context, width, vocabulary } = op;
  const accumulate = op.accumulate ? 1 : 0;
  const accumulatePositions = op.accumulatePositions ? 1 : 0;
  return (laneStep) => {
    kernels.embeddingGradient(
      dOut(laneStep),
      table(laneStep),
      positions(laneStep),
      tokens,
      microBatch,
      context,
      width,
      vocabulary,
      accumulate,
      accumulatePositions,
    );
  };
}

function norm(op: OperationOf<'norm'>, addresses: Addresses, kernels: Kernels): Call {
  const centered = op.norm === 'layernorm' ? 1 : 0;
  const [x, y] = [viewOf(op.x, addresses), viewOf(op.y, addresses)];
  const [gain, statistics] = [addresses.of(op.gain), addresses.of(op.statistics)];
  const { outer, inner, width } = op.x;
  return (laneStep) => {
    kernels.norm(
      centered,
      x.at(laneStep),
      x.stride,
      y.at(laneStep),
      y.stride,
      outer,
      inner,
      width,
      gain(laneStep),
      statistics(laneStep),
      op.epsilon,
    );
  };
}

function normGradient(op: OperationOf<'norm-gradient'>, addresses: Addresses, kernels: Kernels): Call {
  const centered = op.norm === 'layernorm' ? 1 : 0;
  const [x, dy, dx] = [viewOf(op.x, addresses), viewOf(op.dy, addresses), viewOf(op.dx, addresses)];
  const [gain, statistics] = [addresses.of(op.gain), addresses.of(op.statistics)];
  const gainGradient = addresses.of(op.gainGradient);
  const { outer, inner, width } = op.x;
  const add = op.add ? 1 : 0;
  const accumulateGain = op.accumulateGain ? 1 : 0;
  return (laneStep) => {
    kernels.normGradient(
      centered,
      x.at(laneStep),
      x.stride,
      dy.at(laneStep),
      dy.stride,
      dx.at(laneStep),
      dx.stride,
      outer,
      inner,
      width,
      gain(laneStep),
      gainGradient(laneStep),
      statistics(laneStep),
      add,
      accumulateGain,
      addresses.scratch,
    );
  };
}

function attention(op: OperationOf<'attention'>, addresses: Addresses, kernels: Kernels): Call {
  const [qkv, out] = [addresses.of(op.qkv), addresses.of(op.out)];
  const qk = addresses.headRounding(op.qk, op.sites.qk);
  const pv = addresses.headRounding(op.pv, op.sites.pv);
  const { batch, heads, context, width, squaredDivisor } = op;
  const ofLayer = layerLogit(op);
  return (laneStep) => {
    const largest = kernels.attention(
      qkv(laneStep),
      out(laneStep),
      batch,
      heads,
      context,
      width,
      squaredDivisor,
      qk(laneStep),
      pv(laneStep),
      addresses.scratch,
    );
    if (op.again) return;
    laneStep.report.say(LARGEST_LOGIT, largest);
    if (laneStep.counting) laneStep.report.add(ofLayer, largest);
  };
}

function attentionGradient(
  op: OperationOf<'attention-gradient'>,
  addresses: Addresses,
  kernels: Kernels,
): Call {
  const [qkv, dOut, dQkv] = [addresses.of(op.qkv), addresses.of(op.dOut), addresses.of(op.dQkv)];
  const qk = addresses.headRounding(op.qk, op.sites.qk);
  const pv = addresses.headRounding(op.pv, op.sites.pv);
  const gradient = addresses.headRounding(op.gradient, op.sites.gradient);
  const { batch, heads, context, width, squaredDivisor } = op;
  return (laneStep) => {
    kernels.attentionGradient(
      qkv(laneStep),
      dOut(laneStep),
      dQkv(laneStep),
      batch,
      heads,
      context,
      width,
      squaredDivisor,
      qk(laneStep),
      pv(laneStep),
      gradient(laneStep),
      addresses.scratch,
    );
  };
}

function activation(op: OperationOf<'activation'>, addresses: Addresses, kernels: Kernels): Call {
  const [x, y] = [addresses.of(op.x), addresses.of(op.y)];
  const { rows, width } = op;
  if (op.activation === 'gelu')
    return (laneStep) => void kernels.gelu(x(laneStep), y(laneStep), rows * width);
  return (laneStep) => void kernels.swiglu(x(laneStep), y(laneStep), rows, width);
}

function activationGradient(
  op: OperationOf<'activation-gradient'>,
  addresses: Addresses,
  kernels: Kernels,
): Call {
  const [x, dy, dx] = [addresses.of(op.x), addresses.of(op.dy), addresses.of(op.dx)];
  const { rows, width } = op;
  if (op.activation === 'gelu') {
    return (laneStep) => void kernels.geluGradient(x(laneStep), dy(laneStep), dx(laneStep), rows * width);
  }
  return (laneStep) => void kernels.swigluGradient(x(laneStep), dy(laneStep), dx(laneStep), rows, width);
}

function copy(op: OperationOf<'copy'>, addresses: Addresses, kernels: Kernels): Call {
  if (op.x.outer !== op.y.outer) throw new Error(`Copy ${op.label} has views of different shape.`);
  const [x, y] = [viewOf(op.x, addresses), viewOf(op.y, addresses)];
  const rowBytes = bytes(op.x.inner * op.x.width);
  return (laneStep) =>
    void kernels.copyRows(x.at(laneStep), x.stride, y.at(laneStep), y.stride, op.x.outer, rowBytes);
}

function add(op: OperationOf<'add'>, addresses: Addresses, kernels: Kernels): Call {
  const [a, b, out] = [addresses.of(op.a), addresses.of(op.b), addresses.of(op.out)];
  return (laneStep) => void kernels.add(a(laneStep), b(laneStep), out(laneStep), op.length);
}

function rotary(op: OperationOf<'rotary'>, addresses: Addresses, kernels: Kernels): Call {
  const x = viewOf(op.x, addresses);
  const { outer, inner, width } = op.x;
  const table = addresses.rotaryTable(op);
  const sign = op.inverse ? -1 : 1;
  return (laneStep) =>
    void kernels.rotary(x.at(laneStep), x.stride, outer, inner, width, op.context, table, sign);
}

function crossEntropy(op: OperationOf<'cross-entropy'>, addresses: Addresses, kernels: Kernels): Call {
  const [logits, dLogits] = [addresses.of(op.logits), addresses.of(op.dLogits)];
  const { tokens, sums, heap } = addresses;
  const { batchTokens, context, vocabulary, zLoss, lossScale, sharpnessEpsilon } = op;
  const scale = typeof lossScale === 'number' ? () => lossScale : addresses.lossScale(lossScale);
  const batch = op.tokens / context;
  return (laneStep) => {
    kernels.crossEntropy(
      logits(laneStep),
      dLogits(laneStep),
      tokens,
      batch,
      batchTokens / scale(laneStep),
      context,
      vocabulary,
      zLoss,
      sharpnessEpsilon,
      sums,
    );
    laneStep.report.say(LOSS, heap.double(sums) / batchTokens);
    laneStep.report.say(LOG_Z, heap.double(sums + 8) / batchTokens);
    laneStep.report.say(SHARPNESS, heap.double(sums + 16) / batchTokens);
    laneStep.report.say(SHARPNESS_LAST, heap.double(sums + 24) / (batchTokens / context));
  };
}

function hadamard(op: OperationOf<'hadamard'>, addresses: Addresses, kernels: Kernels): Call {
  const [x, out] = [addresses.of(op.x), addresses.of(op.out)];
  const { scratch } = addresses;
  return (laneStep) => void kernels.hadamard(x(laneStep), out(laneStep), op.rows, op.columns, scratch);
}

function moments(op: OperationOf<'moments'>, addresses: Addresses, kernels: Kernels): Call {
  const x = addresses.of(op.x);
  const { powers, largest } = momentFacts(op);
  const { sums, heap } = addresses;
  return (laneStep) => {
    if (!laneStep.counting) return;
    const { report } = laneStep;
    report.add(largest, kernels.moments(x(laneStep), op.length, sums));
    for (const [i, fact] of powers.entries()) report.add(fact, heap.double(sums + 8 * i));
  };
}

function outliers(op: OperationOf<'outliers'>, addresses: Addresses, kernels: Kernels): Call {
  const x = addresses.of(op.x);
  return (laneStep) => {
    if (!areThere(op, laneStep.step, laneStep.training)) return;
    const start = x(laneStep);
    for (let row = 0; row < op.rows; row++) {
      kernels.multiply(start + bytes(row * op.width), op.factor, op.columns);
    }
  };
}

function clear(op: OperationOf<'clear'>, addresses: Addresses): Call {
  const x = addresses.of(op.x);
  return (laneStep) => addresses.heap.zeroWords(x(laneStep), op.length);
}

function multiply(op: OperationOf<'multiply'>, addresses: Addresses, kernels: Kernels): Call {
  const x = addresses.of(op.x);
  return (laneStep) => void kernels.multiply(x(laneStep), op.factor, op.length);
}

function unscale(op: OperationOf<'unscale'>, addresses: Addresses, kernels: Kernels): Call {
  const x = addresses.of(op.x);
  const scale = addresses.lossScale(op.lossScale);
  return (laneStep) => void kernels.multiply(x(laneStep), 1 / scale(laneStep), op.length);
}

function gradientNorm(op: OperationOf<'gradient-norm'>, addresses: Addresses, kernels: Kernels): Call {
  const gradients = op.gradients.map(({ buffer, length }) => ({
    at: addresses.of(buffer),
    length,
    fact: gradientSquares(buffer),
  }));
  const moveScale = op.lossScale && scaleMover(op, op.lossScale, addresses);
  return (laneStep) => {
    const { report } = laneStep;
    const sums = gradients.map(({ at, length }) => kernels.sumOfSquares(at(laneStep), length));
    moveScale?.(laneStep, !sums.every(Number.isFinite));
    if (laneStep.skipping) return;
    for (const [i, { fact }] of gradients.entries()) report.say(fact, sums[i]!);
    laneStep.clipFactor = clipFactorOf(report.value('gradientNorm'), op.clip);
    report.say(CLIP_FACTOR, laneStep.clipFactor);
  };
}

/** Decides whether the step is skipped, and moves the lane's loss scale on. */
function scaleMover(
  { skipped }: OperationOf<'gradient-norm'>,
  lossScale: LaneScale,
  addresses: Addresses,
): (laneStep: LaneStep, overflowed: boolean) => void {
  const { heap } = addresses;
  const scaleOf = addresses.lossScale(lossScale);
  const [at, goodAt] = [addresses.of(lossScale.state), addresses.of(lossScale.state, 1)];
  const skippedAt = addresses.of(skipped!);
  return (laneStep, overflowed) => {
    const scale = scaleOf(laneStep);
    laneStep.skipping = isSkipped(scale, overflowed);
    const goodSteps = heap.float(goodAt(laneStep));
    const next = nextScale({ scale, goodSteps }, laneStep.skipping, lossScale.growthInterval);
    heap.setFloat(at(laneStep), next.scale);
    heap.setFloat(goodAt(laneStep), next.goodSteps);
    laneStep.report.say(LOSS_SCALE, scale);
    if (!laneStep.skipping) return;
    heap.setFloat(skippedAt(laneStep), heap.float(skippedAt(laneStep)) + 1);
    laneStep.report.skip();
  };
}

function adamw(op: OperationOf<'adamw'>, addresses: Addresses, kernels: Kernels): Call {
  const [weight, gradient, m, v] = [op.weight, op.gradient, op.m, op.v].map((name) => addresses.of(name)) as [
    (laneStep: LaneStep) => number,
    (laneStep: LaneStep) => number,
    (laneStep: LaneStep) => number,
    (laneStep: LaneStep) => number,
  ];
  const { length, beta1, beta2, epsilon, rateFactor, weightDecay } = op;
  const { heap } = addresses;
  const skippedAt = op.skipped === null ? null : addresses.of(op.skipped);
  const fact = updateSquares(op.weight, length);
  return (laneStep) => {
    const number = laneStep.step + 1 - (skippedAt ? heap.float(skippedAt(laneStep)) : 0);
    const squares = kernels.adamw(
      weight(laneStep),
      gradient(laneStep),
      m(laneStep),
      v(laneStep),
      length,
      laneStep.learningRate * rateFactor,
      beta1,
      beta2,
      1 - beta1,
      1 - beta2,
      epsilon,
      weightDecay,
      laneStep.clipFactor,
      1 / (1 - beta1 ** number),
      1 / (1 - beta2 ** number),
    );
    laneStep.report.say(fact, squares);
  };
}

function sgd(op: OperationOf<'sgd'>, addresses: Addresses, kernels: Kernels): Call {
  const [weight, gradient, velocity] = [
    addresses.of(op.weight),
    addresses.of(op.gradient),
    addresses.of(op.velocity),
  ];
  const { length, momentum, rateFactor, weightDecay } = op;
  const fact = updateSquares(op.weight, length);
  return (laneStep) => {
    const squares = kernels.sgd(
      weight(laneStep),
      gradient(laneStep),
      velocity(laneStep),
      length,
      laneStep.learningRate * rateFactor,
      momentum,
      weightDecay,
      laneStep.clipFactor,
    );
    laneStep.report.say(fact, squares);
  };
}

function momentum(op: OperationOf<'momentum'>, addresses: Addresses, kernels: Kernels): Call {
  const [gradient, velocity, out] = [
    addresses.of(op.gradient),
    addresses.of(op.velocity),
    addresses.of(op.out),
  ];
  const { length, momentum: share } = op;
  return (laneStep) =>
    void kernels.momentum(
      gradient(laneStep),
      velocity(laneStep),
      out(laneStep),
      length,
      share,
      1 - share,
      laneStep.clipFactor,
    );
}

function normalize(op: OperationOf<'normalize'>, addresses: Addresses, kernels: Kernels): Call {
  const x = addresses.of(op.x);
  return (laneStep) => {
    const norm = Math.sqrt(kernels.sumOfSquares(x(laneStep), op.length));
    kernels.multiply(x(laneStep), 1 / Math.max(norm, op.least), op.length);
  };
}

function descent(op: OperationOf<'descent'>, addresses: Addresses, kernels: Kernels): Call {
  const [weight, direction] = [addresses.of(op.weight), addresses.of(op.gradient)];
  const fact = updateSquares(op.weight, op.length);
  return (laneStep) => {
    const rate = laneStep.learningRate * op.rateFactor;
    const squares = kernels.descent(weight(laneStep), direction(laneStep), op.length, rate, op.weightDecay);
    laneStep.report.say(fact, squares);
  };
}
