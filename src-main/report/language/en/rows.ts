// What the rows of a map are called, in English. A setting that is not here is called as its spec or its file has it.
import { listed, plural } from './plural.ts';

export const rows = {
  names: {
    batchSize: 'batch size',
    'model.layers': 'number of layers',
    'model.width': 'width',
    'model.heads': 'number of heads',
    'model.hidden': 'hidden width',
    'model.context': 'context',
    'model.zLoss': 'z-loss',
    'model.initialStandardDeviation': 'initial standard deviation',
    'model.residualCoefficient': 'residual coefficient',
    'model.baseWidth': 'base width',
    'model.baseHeads': 'number of heads of the base width',
    'optimizer.beta1': 'beta1',
    'optimizer.beta2': 'beta2',
    'optimizer.epsilon': 'epsilon',
    'optimizer.momentum': 'momentum',
    'optimizer.weightDecay': 'weight decay',
    'optimizer.clip': 'gradient clip',
    'optimizer.warmupSteps': 'warm-up steps',
    'optimizer.finalFraction': 'final fraction of the rate',
    steps: 'number of steps',
  } as Readonly<Record<string, string>>,
  /** Where there is little room. */
  short: { batchSize: 'batch' } as Readonly<Record<string, string>>,
  row: (name: string, value: string) => `${name} ${value}`,
  several: (name: string, values: readonly string[]) => `${name} ${listed(values)}`,
  count: (rows: number, name: string, isBatchSize: boolean) =>
    isBatchSize ? plural(rows, name) : `${plural(rows, 'row')} of ${name}`,
  /** Where there is little room. */
  countShort: (rows: number, name: string, isBatchSize: boolean) => plural(rows, isBatchSize ? name : 'row'),
  /** What an axis is called whose values lie apart as 1 / (1 - value) does, and one whose rows are equally high. */
  horizonScale: (name: string) => `${name} (log scale of 1 / (1 - ${name}))`,
  evenScale: (name: string) => `${name} (rows equally high)`,
  /** Height of a region. */
  octaves: 'octaves',
  octavesOf: (name: string) => `octaves of ${name}`,
  octavesOfHorizon: (name: string) => `octaves of 1 / (1 - ${name})`,
  rowsOf: (name: string) => `rows of ${name}`,
  areaUnit: (height: string) => `decades × ${height}`,
};
