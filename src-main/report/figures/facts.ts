// What every figure must say about how its numbers came about. Computed from the stored runs, not from the plan, so that
// it also holds for imported runs.
import type { Thresholds } from '../../analysis/thresholds.ts';
import { importedFacts, trainerCommand, type RunRow, type TextFacts } from '../../study/types.ts';
import { formatNumber, formatPercent } from './numbers.ts';
import { wrapText } from './text.ts';

export interface FigureFacts {
  /** Emulated or hardware precision. */
  readonly precision: string;
  /** Equal steps or equal tokens. */
  readonly budget: string;
  readonly device: string;
  readonly seeds: string;
  readonly thresholds: string;
  /** The text and other facts a reader needs; may be empty. */
  readonly data: string;
}

export type BudgetRun = Pick<RunRow, 'plannedSteps' | 'batchSize'>;

/** Whether the runs of different batch sizes took equally many steps or equally many tokens. */
export function describeBudget(runs: readonly BudgetRun[]): string {
  const steps = new Set(runs.map((run) => run.plannedSteps));
  const sequences = new Set(runs.map((run) => run.plannedSteps * run.batchSize));
  if (runs.length === 0) return 'no runs';
  const [low, high] = [Math.min(...steps), Math.max(...steps)];
  if (steps.size === 1 && sequences.size === 1) return `${low} steps a run`;
  if (steps.size === 1) return `equal steps (${low} a run)`;
  if (sequences.size === 1) return `equal tokens (${low} to ${high} steps a run)`;
  const slack = runs.reduce((most, run) => Math.max(most, run.batchSize), 0);
  if (Math.max(...sequences) - Math.min(...sequences) <= slack)
    return `equal tokens (${low} to ${high} steps a run)`;
  return `neither equal steps nor equal tokens (${low} to ${high} steps a run)`;
}

export type SeedRun = Pick<RunRow, 'recipe' | 'learningRate' | 'batchSize' | 'seed'>;

/** Seeds per cell, as "3 seeds a cell" or "2 to 4 seeds a cell". */
export function describeSeeds(runs: readonly SeedRun[]): string {
  const cells = [...Map.groupBy(runs, ({ recipe }) => recipe).values()]
    .flatMap((map) => [...Map.groupBy(map, ({ batchSize }) => batchSize).values()])
    .flatMap((row) => [...Map.groupBy(row, ({ learningRate }) => learningRate).values()]);
  const counts = new Set(cells.map((cell) => new Set(cell.map(({ seed }) => seed)).size));
  if (counts.size === 0) return 'no seeds';
  const [low, high] = [Math.min(...counts), Math.max(...counts)];
  return `${low === high ? low : `${low} to ${high}`} ${high === 1 ? 'seed' : 'seeds'} a cell`;
}

/** The devices that trained the finished runs. */
export function describeDevices(runs: readonly Pick<RunRow, 'device'>[]): string {
  const names = [...new Set(runs.map((run) => run.device))].filter((name) => name !== null).sort();
  return names.length === 0 ? 'device not known' : `device: ${names.join(', ')}`;
}

/** Every constant that decides what counts as unstable, in the words of the labels. */
export function describeThresholds(thresholds: Thresholds): string {
  const share = (value: number) => `${formatPercent(value)} %`;
  return [
    `unstable means ${thresholds.unstableLabels.join(', ')}`,
    `a cell is unstable from ${share(thresholds.unstableShare)} of its runs on`,
    `stalled or slow below ${share(thresholds.stalledShare)} of what the baseline learned`,
    `degraded above ${formatNumber(thresholds.degradedFactor, 4)} x its best tail loss`,
    `spiky above ${formatNumber(100 * thresholds.spikeScore)} % of values at ${formatNumber(thresholds.spikeSigma)} sigma or ${thresholds.spikePersistence} such steps in a row`,
    `tail is the last max(${thresholds.tailSteps}, ${share(thresholds.tailShare)}) steps`,
    `${share(thresholds.confidence)} intervals`,
  ].join('; ');
}

/** What this program's own devices do, and trainers that say so. */
const EMULATED = 'Emulated precision';
const HARDWARE = 'Hardware precision';
const IMPORTED = 'Imported runs';

/** Whether the formats are the machine's own, recipe by recipe where they differ. */
function describePrecision(
  source: FactSource,
  runs: readonly Pick<RunRow, 'recipe' | 'precision'>[],
): string {
  if (importedFacts(source)) return IMPORTED;
  const recipesOf = (precision: RunRow['precision']) => [
    ...new Set(runs.filter((run) => run.precision === precision).map(({ recipe }) => recipe)),
  ];
  const [hardware, emulated] = [recipesOf('hardware'), recipesOf('emulated')];
  if (hardware.length === 0) {
    return trainerCommand(source) !== null && emulated.length === 0 ? 'Precision not known yet' : EMULATED;
  }
  if (emulated.length === 0) return HARDWARE;
  return `${HARDWARE} (${hardware.join(', ')}) and emulated precision (${emulated.join(', ')})`;
}

/** Where the runs came from, and which of them were left out or ended early. */
function describeData(source: FactSource): string {
  const { refine, earlyStop } = (source.spec ?? {}) as { refine?: unknown; earlyStop?: unknown };
  return [
    describeOrigin(source),
    refine ? 'refined: runs that the edges do not need were left out' : '',
    earlyStop ? 'runs that could not end stable any more were stopped' : '',
  ]
    .filter((part) => part !== '')
    .join(' · ');
}

function describeOrigin(source: FactSource): string {
  if (source.text) return `text: ${source.text.name}`;
  const imported = importedFacts(source);
  if (imported) return `from ${imported.fileName}`;
  return trainerCommand(source) === null ? '' : 'trained by a command';
}

export interface FactSource {
  readonly text: Pick<TextFacts, 'name'> | null;
  readonly spec: unknown;
  readonly thresholds: Thresholds;
}

export function figureFacts(
  source: FactSource,
  runs: readonly (BudgetRun & SeedRun & Pick<RunRow, 'device' | 'precision'>)[],
): FigureFacts {
  return {
    precision: describePrecision(source, runs),
    budget: describeBudget(runs),
    seeds: describeSeeds(runs),
    device: describeDevices(runs),
    thresholds: describeThresholds(source.thresholds),
    data: describeData(source),
  };
}

/** The footer as lines that fit the width. */
export function footerLines(facts: FigureFacts, width: number, size: number): string[] {
  const parts = [facts.precision, facts.budget, facts.seeds, facts.device, facts.data].filter(
    (part) => part !== '',
  );
  const first = `${parts.join(' · ')}.`;
  const second = facts.thresholds === '' ? [] : wrapText(`Thresholds: ${facts.thresholds}.`, width, size);
  return [...wrapText(first, width, size), ...second];
}
