// The gates of a decision in words: each with its criterion, what was measured, and what would change it. Pure; the words are those
// of the language.
import type {
  CostGate,
  EdgeGate,
  Gate,
  QualityGate,
  RegionGate,
  StableGate,
} from '../../analysis/decision/gates.ts';
import type { RowSetting } from '../../analysis/grid/rows.ts';
import type { Words } from './language.ts';
import { formatEdge, formatLearningRate, formatNumber, intervalIn, percentIn } from './numbers.ts';
import { rowText } from './row-text.ts';

export interface GateText {
  readonly stage: string;
  readonly status: string;
  readonly criterion: string;
  readonly measured: string;
  readonly turns: string;
}

export function gateText(gate: Gate, rowSetting: RowSetting, words: Words): GateText {
  const { status, stage, recipe } = gate;
  const { stages, status: statuses } = words.decision;
  const baseline = 'baseline' in gate ? gate.baseline : recipe;
  return {
    stage: stages[stage](baseline, recipe),
    status: statuses[status],
    ...partsOf(gate, rowSetting, words),
  };
}

type Parts = Pick<GateText, 'criterion' | 'measured' | 'turns'>;

function partsOf(gate: Gate, rowSetting: RowSetting, words: Words): Parts {
  switch (gate.kind) {
    case 'stable':
      return stableParts(gate, rowSetting, words);
    case 'edge':
      return edgeParts(gate, words);
    case 'quality':
      return qualityParts(gate, rowSetting, words);
    case 'region':
      return regionParts(gate, words);
    case 'cost':
      return costParts(gate, words);
  }
}

function stableParts(gate: StableGate, rowSetting: RowSetting, words: Words): Parts {
  const text = words.decision.stable;
  const percent = percentIn(words);
  const { status, recipe, learningRate, rowValue, unstable, finished, moreSeeds, reopenedBy } = gate;
  const turns = (): string => {
    if (status === 'undecided') return moreSeeds === null ? text.unsettled : text.settledBy(moreSeeds);
    if (reopenedBy === null) return text.neverReopened;
    return status === 'go' ? text.reopenedByUnstable(reopenedBy) : text.reopenedByStable(reopenedBy);
  };
  return {
    criterion: text.criterion(
      recipe,
      formatLearningRate(learningRate),
      rowText(rowSetting, rowValue, words),
      percent(gate.unstableShare),
      percent(gate.confidence),
    ),
    measured: text.measured(unstable, finished, intervalIn(words, gate.interval)),
    turns: turns(),
  };
}

function edgeParts(gate: EdgeGate, words: Words): Parts {
  const text = words.decision.edge;
  const { status, recipe, least, margin, interval, highestRate, moreSeeds, waitsForSeeds } = gate;
  const rate = highestRate === null ? null : formatEdge(highestRate);
  const where =
    margin === null
      ? text.unknown
      : margin === Infinity
        ? text.above
        : margin === -Infinity
          ? text.below
          : text.measured(margin.toFixed(2));
  const sure =
    interval === null
      ? text.notSure
      : Number.isFinite(interval.low)
        ? text.sure(interval.low.toFixed(2))
        : null;
  const turns = (): string => {
    if (status === 'go') return rate === null ? text.higherEdge : text.holdsUpTo(rate);
    if (status === 'undecided' && moreSeeds !== null) return text.settledBy(moreSeeds, rate);
    if (margin === Infinity && !waitsForSeeds) return text.higherRates(rate);
    return rate === null ? text.higherEdge : text.lowerRate(rate);
  };
  return {
    criterion: text.criterion(recipe, formatNumber(least)),
    measured: words.numbers.list([where, ...(sure === null || margin === null ? [] : [sure])]),
    turns: turns(),
  };
}

function qualityParts(gate: QualityGate, rowSetting: RowSetting, words: Words): Parts {
  const text = words.decision.quality;
  const { status, recipe, baseline, penalty, interval, moreSeeds } = gate;
  const limit = formatNumber(gate.limit);
  const nats = (value: number) => value.toFixed(3).replace('-', '−');
  const range = interval && words.numbers.range(nats(interval.low), nats(interval.high));
  const turns = (): string => {
    if (interval === null) return text.moreRuns;
    if (status === 'undecided') return moreSeeds === null ? text.unsettled : text.settledBy(moreSeeds);
    return status === 'go' ? text.turnsAt(limit) : text.passesAt(limit);
  };
  return {
    criterion: text.criterion(
      recipe,
      limit,
      baseline,
      formatLearningRate(gate.learningRate),
      rowText(rowSetting, gate.rowValue, words),
    ),
    measured: penalty === null ? text.unknown : text.measured(nats(penalty), range),
    turns: turns(),
  };
}

function regionParts(gate: RegionGate, words: Words): Parts {
  const text = words.decision.region;
  const percent = percentIn(words);
  const { status, recipe, baseline, kept, ratio, interval, isCut, moreSeeds, waitsForSeeds } = gate;
  const turns = (): string => {
    if (status === 'go') return text.fallsBelow(percent(kept));
    if (status === 'no-go') return text.finer;
    if (isCut) return text.cut(recipe, baseline);
    if (ratio === null) return text.stableBaseline(baseline);
    if (waitsForSeeds) return text.moreSeeds;
    if (moreSeeds !== null) return text.settledBy(moreSeeds);
    return text.unsettled;
  };
  return {
    criterion: text.criterion(recipe, percent(kept), baseline),
    measured:
      ratio === null ? text.notComparable : text.measured(percent(ratio), intervalIn(words, interval), isCut),
    turns: turns(),
  };
}

function costParts(gate: CostGate, words: Words): Parts {
  const text = words.decision.costGate;
  const percent = percentIn(words);
  const { status, recipe, go, cheaper, speedupGo, moreSeeds, waitsForSeeds } = gate;
  const turns = (): string => {
    if (waitsForSeeds) return text.moreSeeds;
    if (speedupGo === null) return text.neverReaches;
    if (status === 'go') return text.fallsBelow(speedupGo.toFixed(2));
    const reaches = text.reaches(speedupGo.toFixed(2));
    return moreSeeds === null ? reaches : words.numbers.sentences([reaches, text.orSeeds(moreSeeds)]);
  };
  return {
    criterion: text.criterion(recipe, percent(go)),
    measured: text.measured(percent(cheaper)),
    turns: turns(),
  };
}
