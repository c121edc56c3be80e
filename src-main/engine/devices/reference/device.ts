// The reference device: plain loops in float64, one lane after another. The oracle of the other devices; never fast.
import type { Device } from '../../device.ts';
import type { Operation } from '../../program.ts';
import { attention, attentionGradient } from './attention.ts';
import * as elementwise from './elementwise.ts';
import type { Lane } from './lane.ts';
import { crossEntropy } from './loss.ts';
import * as products from './products.ts';
import { LaneSession } from './session.ts';
import * as update from './update.ts';

/** Carries out one operation on one lane. */
export function execute(op: Operation, lane: Lane): void {
  switch (op.kind) {
    case 'embedding':
      return elementwise.embedding(op, lane);
    case 'embedding-gradient':
      return elementwise.embeddingGradient(op, lane);
    case 'norm':
      return elementwise.norm(op, lane);
    case 'norm-gradient':
      return elementwise.normGradient(op, lane);
    case 'matmul':
      return products.matmul(op, lane);
    case 'attention':
      return attention(op, lane);
    case 'attention-gradient':
      return attentionGradient(op, lane);
    case 'activation':
      return elementwise.activation(op, lane);
    case 'activation-gradient':
      return elementwise.activationGradient(op, lane);
    case 'copy':
      return elementwise.copy(op, lane);
    case 'add':
      return elementwise.add(op, lane);
    case 'rotary':
      return elementwise.rotary(op, lane);
    case 'cross-entropy':
      return crossEntropy(op, lane);
    case 'scale':
      return products.scale(op, lane);
    case 'hadamard':
      return products.hadamard(op, lane);
    case 'round':
      return products.round(op, lane);
    case 'moments':
      return elementwise.moments(op, lane);
    case 'outliers':
      return elementwise.outliers(op, lane);
    case 'clear':
      return elementwise.clear(op, lane);
    case 'multiply':
      return elementwise.multiply(op, lane);
    case 'unscale':
      return elementwise.unscale(op, lane);
    case 'gradient-norm':
      return update.gradientNorm(op, lane);
    case 'adamw':
      return update.adamw(op, lane);
    case 'momentum':
      return update.momentum(op, lane);
    case 'normalize':
      return update.normalize(op, lane);
    case 'descent':
      return update.descent(op, lane);
    case 'sgd':
      return update.sgd(op, lane);
  }
}

export async function createReferenceDevice(): Promise<Device> {
  return {
    describe: () => ({
      name: 'reference',
      summary: 'Plain TypeScript in float64, one thread',
      threads: 1,
      lanes: 1,
      together: false,
      clock: 'processor',
    }),
    open: async (options) => new LaneSession(options, execute),
    close: async () => undefined,
  };
}
