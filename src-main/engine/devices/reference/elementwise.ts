// Embedding, norms, activations, rotary positions and sums on the reference device.
import { areThere } from '../../outliers.ts';
import type { OperationOf } from '../../program.ts';
import { momentFacts } from '../kit/facts.ts';
import { eachRow, type Lane } from './lane.ts';

export function embedding(op: OperationOf<'embedding'>, lane: Lane): void {
  const { width, context } = op;
  const table = lane.buffer(op.table);
  const positions = op.positions === null ? null : lane.buffer(op.positions);
  const out = lane.buffer(op.out);
  lane.tokens.forEach((token, t) => {
    for (let j = 0; j < width; j++) {
      const position = positions ? positions[(t % context) * width + j]! : 0;
      out[t * width + j] = table[token * width + j]! + position;
    }
  });
}

export function embeddingGradient(op: OperationOf<'embedding-gradient'>, lane: Lane): void {
  const { width, context, accumulate, accumulatePositions } = op;
  const dOut = lane.buffer(op.dOut);
  const dTable = lane.buffer(op.tableGradient);
  const dPositions = op.positionsGradient === null ? null : lane.buffer(op.positionsGradient);
  if (!accumulate) dTable.fill(0);
  if (!accumulatePositions) dPositions?.fill(0);
  lane.tokens.forEach((token, t) => {
    for (let j = 0; j < width; j++) {
      dTable[token * width + j]! += dOut[t * width + j]!;
      if (dPositions) dPositions[(t % context) * width + j]! += dOut[t * width + j]!;
    }
  });
}

/** Of the values as float32, which other devices have. */
export function moments(op: OperationOf<'moments'>, lane: Lane): void {
  if (!lane.counting) return;
  const { powers, largest } = momentFacts(op);
  const x = Float32Array.from(lane.buffer(op.x));
  for (const fact of powers) {
    lane.report.add(
      fact,
      x.reduce((sum, value) => sum + value ** fact.power, 0),
    );
  }
  lane.report.add(
    largest,
    x.reduce((most, value) => Math.max(most, Math.abs(value)), 0),
  );
}

export function outliers(op: OperationOf<'outliers'>, lane: Lane): void {
  if (!areThere(op, lane.step, lane.training)) return;
  const x = lane.buffer(op.x);
  for (let r = 0; r < op.rows; r++) {
    for (let j = 0; j < op.columns; j++) x[r * op.width + j]! *= op.factor;
  }
}

export function clear(op: OperationOf<'clear'>, lane: Lane): void {
  lane.buffer(op.x).fill(0);
}

export function multiply(op: OperationOf<'multiply'>, lane: Lane): void {
  const x = lane.buffer(op.x);
  for (let i = 0; i < op.length; i++) x[i]! *= op.factor;
}

export function unscale(op: OperationOf<'unscale'>, lane: Lane): void {
  const x = lane.buffer(op.x);
  const factor = 1 / lane.lossScale(op.lossScale);
  for (let i = 0; i < op.length; i++) x[i]! *= factor;
}

export function norm(op: OperationOf<'norm'>, lane: Lane): void {
  const { width } = op.x;
  const x = lane.buffer(op.x.buffer);
  const y = lane.buffer(op.y.buffer);
  const gain = lane.buffer(op.gain);
  const statistics = lane.buffer(op.statistics);
  const outputs: number[] = [];
  eachRow(op.y, (start) => outputs.push(start));
  eachRow(op.x, (start, row) => {
    let mean = 0;
    if (op.norm === 'layernorm') {
      for (let j = 0; j < width; j++) mean += x[start + j]! / width;
    }
    let variance = 0;
    for (let j = 0; j < width; j++) variance += (x[start + j]! - mean) ** 2 / width;
    const inverse = 1 / Math.sqrt(variance + op.epsilon);
    statistics[2 * row] = mean;
    statistics[2 * row + 1] = inverse;
    for (let j = 0; j < width; j++) y[outputs[row]! + j] = gain[j]! * (x[start + j]! - mean) * inverse;
  });
}

/** dx = inverse x (g - mean(g) - xhat mean(g xhat)) with g = gain dy; rmsnorm without the mean(g). */
export function normGradient(op: OperationOf<'norm-gradient'>, lane: Lane): void {
  const { width } = op.x;
  const x = lane.buffer(op.x.buffer);
  const dy = lane.buffer(op.dy.buffer);
  const dx = lane.buffer(op.dx.buffer);
  const gain = lane.buffer(op.gain);
  const gainGradient = lane.buffer(op.gainGradient);
  const statistics = lane.buffer(op.statistics);
  if (!op.accumulateGain) gainGradient.fill(0);
  const incoming: number[] = [];
  const outgoing: number[] = [];
  eachRow(op.dy, (start) => incoming.push(start));
  eachRow(op.dx, (start) => outgoing.push(start));
  eachRow(op.x, (start, row) => {
    const mean = statistics[2 * row]!;
    const inverse = statistics[2 * row + 1]!;
    let meanG = 0;
    let meanGX = 0;
    for (let j = 0; j < width; j++) {
      const normalized = (x[start + j]! - mean) * inverse;
      const d = dy[incoming[row]! + j]!;
      gainGradient[j]! += d * normalized;
      meanG += (gain[j]! * d) / width;
      meanGX += (gain[j]! * d * normalized) / width;
    }
    if (op.norm === 'rmsnorm') meanG = 0;
    for (let j = 0; j < width; j++) {
      const normalized = (x[start + j]! - mean) * inverse;
      const gradient = inverse * (gain[j]! * dy[incoming[row]! + j]! - meanG - normalized * meanGX);
      const at = outgoing[row]! + j;
      dx[at] = (op.add ? dx[at]! : 0) + gradient;
    }
  });
}

const GELU_SLOPE = Math.sqrt(2 / Math.PI);
const GELU_CUBIC = 0.044715;

function gelu(x: number): number {
  return 0.5 * x * (1 + Math.tanh(GELU_SLOPE * (x + GELU_CUBIC * x ** 3)));
}

function geluSlope(x: number): number {
  const t = Math.tanh(GELU_SLOPE * (x + GELU_CUBIC * x ** 3));
  return 0.5 * (1 + t) + 0.5 * x * (1 - t * t) * GELU_SLOPE * (1 + 3 * GELU_CUBIC * x * x);
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

export function activation(op: OperationOf<'activation'>, lane: Lane): void {
  const { rows, width } = op;
  const x = lane.buffer(op.x);
  const y = lane.buffer(op.y);
  for (let r = 0; r < rows; r++) {
    for (let j = 0; j < width; j++) {
      if (op.activation === 'gelu') {
        y[r * width + j] = gelu(x[r * width + j]!);
      } else {
        const gate = x[2 * r * width + j]!;
        y[r * width + j] = gate * sigmoid(gate) * x[(2 * r + 1) * width + j]!;
      }
    }
  }
}

export function activationGradient(op: OperationOf<'activation-gradient'>, lane: Lane): void {
  const { rows, width } = op;
  const x = lane.buffer(op.x);
  const dy = lane.buffer(op.dy);
  const dx = lane.buffer(op.dx);
  for (let r = 0; r < rows; r++) {
    for (let j = 0; j < width; j++) {
      const d = dy[r * width + j]!;
      if (op.activation === 'gelu') {
        dx[r * width + j] = d * geluSlope(x[r * width + j]!);
        continue;
      }
      const gateAt = 2 * r * width + j;
      const gate = x[gateAt]!;
      const open = sigmoid(gate);
      dx[gateAt] = d * x[gateAt + width]! * open * (1 + gate * (1 - open));
      dx[gateAt + width] = d * gate * open;
    }
  }
}

export function copy(op: OperationOf<'copy'>, lane: Lane): void {
  const x = lane.buffer(op.x.buffer);
  const y = lane.buffer(op.y.buffer);
  const outputs: number[] = [];
  eachRow(op.y, (start) => outputs.push(start));
  eachRow(op.x, (start, row) => y.set(x.subarray(start, start + op.x.width), outputs[row]!));
}

export function add(op: OperationOf<'add'>, lane: Lane): void {
  const a = lane.buffer(op.a);
  const b = lane.buffer(op.b);
  const out = lane.buffer(op.out);
  for (let i = 0; i < op.length; i++) out[i] = a[i]! + b[i]!;
}

export function rotary(op: OperationOf<'rotary'>, lane: Lane): void {
  const { context, base, inverse } = op;
  const { inner, width } = op.x;
  const half = width / 2;
  const x = lane.buffer(op.x.buffer);
  eachRow(op.x, (start, row) => {
    const position = Math.floor(row / inner) % context;
    for (let i = 0; i < half; i++) {
      const angle = position * base ** ((-2 * i) / width) * (inverse ? -1 : 1);
      const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
      const [first, second] = [x[start + i]!, x[start + half + i]!];
      x[start + i] = first * cos - second * sin;
      x[start + half + i] = first * sin + second * cos;
    }
  });
}
