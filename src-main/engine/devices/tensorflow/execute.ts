// Carries out the operations of a step program on TensorFlow.
import type { Operation } from '../../program.ts';
import { attention, attentionGradient } from './operations/attention.ts';
import * as elementwise from './operations/elementwise.ts';
import { embedding, embeddingGradient } from './operations/embedding.ts';
import { hadamard } from './operations/hadamard.ts';
import { crossEntropy } from './operations/loss.ts';
import { norm, normGradient } from './operations/norms.ts';
import * as products from './operations/products.ts';
import * as update from './operations/update.ts';
import type { Step } from './step.ts';

export function execute(op: Operation, step: Step): void {
  if (!op.again) return carryOut(op, step);
  const { counting, buffers, native } = step;
  const { after } = op.again;
  step.counting = false;
  native.after(buffers.whole(after), () => carryOut(op, step));
  step.counting = counting;
}

function carryOut(op: Operation, step: Step): void {
  switch (op.kind) {
    case 'embedding':
      return embedding(op, step);
    case 'embedding-gradient':
      return embeddingGradient(op, step);
    case 'norm':
      return norm(op, step);
    case 'norm-gradient':
      return normGradient(op, step);
    case 'matmul':
      return products.matmul(op, step);
    case 'attention':
      return attention(op, step);
    case 'attention-gradient':
      return attentionGradient(op, step);
    case 'activation':
      return elementwise.activation(op, step);
    case 'activation-gradient':
      return elementwise.activationGradient(op, step);
    case 'copy':
      return elementwise.copy(op, step);
    case 'add':
      return elementwise.add(op, step);
    case 'rotary':
      return elementwise.rotary(op, step);
    case 'cross-entropy':
      return crossEntropy(op, step);
    case 'scale':
      return products.scale(op, step);
    case 'hadamard':
      return hadamard(op, step);
    case 'round':
      return products.round(op, step);
    case 'moments':
      return elementwise.moments(op, step);
    case 'outliers':
      return elementwise.outliers(op, step);
    case 'clear':
      return elementwise.clear(op, step);
    case 'multiply':
      return elementwise.multiply(op, step);
    case 'unscale':
      return elementwise.unscale(op, step);
    case 'gradient-norm':
      return update.gradientNorm(op, step);
    case 'adamw':
      return update.adamw(op, step);
    case 'momentum':
      return update.momentum(op, step);
    case 'normalize':
      return update.normalize(op, step);
    case 'descent':
      return update.descent(op, step);
    case 'sgd':
      return update.sgd(op, step);
  }
}
