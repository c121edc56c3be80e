// The precision penalty: how much higher the loss of a run is than its twin's, in nats, where both train. What failed is counted by
// failures.ts and is in no mean here.
import type { Interval } from '../statistics/interval.ts';
import { pooledVariance, spreadInterval, unresolved } from '../statistics/seed-spread.ts';
import { clusteredMean } from './clusters.ts';
import type { Pair } from './pairs.ts';

export interface Penalty {
  /** Nats, recipe minus twin, mean over pairs; null where no pair trained, or none has two losses of a kind. */
  readonly nats: number | null;
  /** null with one seed. */
  readonly interval: Interval | null;
  readonly seeds: number;
  /** Pairs that it is the mean of: those by validation loss, and those by tail loss, where one of the two has no validation loss. */
  readonly byValidation: number;
  readonly byTail: number;
}

/** Two seeds have an interval, and with Student's t of one degree of freedom a wide one. */
const LEAST_SEEDS = 2;

/**
 * Mean over the pairs, with Student's t over seeds. Few seeds may agree by accident: their spread counts for no less than that of
 * pairs that scatter as these do and are independent. To it is added what the digits leave open with which the losses were written.
 */
export function penaltyOf(pairs: readonly Pair[], confidence: number): Penalty {
  const compared = pairs.flatMap((pair): Compared[] => {
    const losses = isTrained(pair) ? lossesOf(pair) : null;
    return losses === null ? [] : [{ pair, losses }];
  });
  const byValidation = compared.filter(({ pair }) => hasValidation(pair)).length;
  const seeds = [...Map.groupBy(compared, ({ pair }) => pair.own.seed).values()];
  const differences = seeds.map((own) => own.map(({ losses: [loss, twin] }) => loss - twin));
  const counts = { seeds: differences.length, byValidation, byTail: compared.length - byValidation };
  if (compared.length === 0) return { nats: null, interval: null, ...counts };
  const { variance } = pooledVariance([differences.flat()]);
  const unit = unitOf(compared.flatMap(({ losses }) => losses));
  const ofSeeds = clusteredMean(differences);
  const spread = {
    ...ofSeeds,
    variance: Math.max(ofSeeds.variance, (variance * ofSeeds.seeds) / compared.length),
    // Both losses of a pair were rounded.
    resolution: 2 * unresolved(unit, variance / 2),
    roundings: 2,
  };
  return {
    nats: spread.mean,
    interval: spreadInterval(spread, spread.mean, confidence, LEAST_SEEDS),
    ...counts,
  };
}

/** The losses of the recipe's run and of its twin. */
interface Compared {
  readonly pair: Pair;
  readonly losses: readonly [number, number];
}

/** Loss of the recipe's run less its twin's, in nats; null where one of them failed, or they have no loss of the same kind. */
export function penaltyOfTrained(pair: Pair): number | null {
  const losses = isTrained(pair) ? lossesOf(pair) : null;
  return losses && losses[0] - losses[1];
}

function isTrained({ ownFailed, twinFailed }: Pair): boolean {
  return !ownFailed && !twinFailed;
}

function hasValidation({ own, twin }: Pair): boolean {
  return isKnown(own.validationLoss) && isKnown(twin.validationLoss);
}

function lossesOf(pair: Pair): readonly [number, number] | null {
  const kind = hasValidation(pair) ? 'validationLoss' : 'tailLoss';
  const [own, twin] = [pair.own[kind], pair.twin[kind]];
  return isKnown(own) && isKnown(twin) ? [own, twin] : null;
}

function isKnown(loss: number | null): loss is number {
  return loss !== null && Number.isFinite(loss);
}

const MOST_DECIMALS = 6;

/** The unit of the last decimal that these losses were written with. */
export function unitOf(losses: readonly number[]): number {
  // What fewer decimals say, more say as well: of losses as they were computed, the first tells already.
  if (losses[0] !== undefined && !isWritten(losses[0], MOST_DECIMALS - 1)) return 10 ** -MOST_DECIMALS;
  let decimals = 0;
  for (const loss of losses) {
    while (decimals < MOST_DECIMALS && !isWritten(loss, decimals)) decimals++;
    if (decimals === MOST_DECIMALS) break;
  }
  return 10 ** -decimals;
}

/** Whether so many decimals say the loss, up to the rounding of a float32. */
function isWritten(loss: number, decimals: number): boolean {
  return Math.abs(loss - Number(loss.toFixed(decimals))) <= Math.abs(loss) * 2 ** -24;
}
