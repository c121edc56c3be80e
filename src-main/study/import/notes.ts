// What an import decided on its way, in sentences: shown before it is made, and kept with the study. Pure.
import type { Mapping } from '../../spec/import-mapping.ts';
import { factorOption } from './guess/batch.ts';
import { guess } from './guess/guess.ts';
import type { RateColumns } from './rates.ts';
import type { Candidate } from './repeats.ts';
import type { Table } from './table.ts';

/** Names that a sentence lists. */
const LISTED = 8;
/** Columns that fit a map; of more, fewer are offered. */
const MANY_RATES = 24;

/** On how one input was read. */
export function notesOnInput(
  table: Table,
  mapping: Mapping,
  counts: { readonly runs: number; readonly rows: number },
): string[] {
  return [
    ...(table.notes ?? []),
    history(mapping, counts),
    batchSize(mapping),
    batchAside(table, mapping),
    recipe(mapping),
    vocabulary(mapping),
  ].filter((note) => note !== null);
}

export interface Decided {
  readonly candidates: readonly Candidate[];
  readonly rates: RateColumns;
  /** Recipe by the name that it was written under. */
  readonly names: ReadonlyMap<string, string>;
  readonly numberedRuns: number;
  /** Runs without a seed were said to have one each. */
  readonly isOfOwnSeeds: boolean;
}

/** On what was made of the runs of all inputs. */
export function notesOnRuns(decided: Decided): string[] {
  return [
    ...spellings(decided),
    rounded(decided),
    drawn(decided),
    numbered(decided),
    ...remarks(decided),
  ].filter((note) => note !== null);
}

function history(
  { rowsAre, columns }: Mapping,
  { runs: count, rows }: { readonly runs: number; readonly rows: number },
): string | null {
  if (rowsAre !== 'steps') return null;
  const by = columns.run === null ? 'by settings that repeat' : `by ${columns.run}`;
  const runs = `${count} ${count === 1 ? 'run' : 'runs'}`;
  return `A row is a step: ${rows} rows are ${runs} ${by}, with steps from ${columns.step}.`;
}

function batchSize({ columns, accumulation, devices }: Mapping): string | null {
  const factors = [accumulation, devices].filter((factor) => factor !== null);
  const isPart = /micro|device|gpu|process|local|mini|mbs/i.test(columns.batchSize ?? '');
  if (factors.length === 0 && !isPart) return null;
  const unknown =
    isPart && devices === null ? '; the number of devices is not known and taken as 1 (--devices)' : '';
  return `Batch size = ${[columns.batchSize, ...factors].join(' x ')}${unknown}.`;
}

/** A factor that is the same for all runs moves no run against another, but it does the numbers of the rows. */
function batchAside(table: Table, { columns, accumulation, devices }: Mapping): string | null {
  const { batchAside: aside, batchDoubts, mapping: guessed } = guess(table);
  const isGuessed = columns.batchSize === guessed.columns.batchSize;
  if (aside.length === 0 || batchDoubts.length > 0 || !isGuessed || accumulation !== null || devices !== null)
    return null;
  const options = aside.map((column) => `${factorOption(column)} ${column}`).join(' ');
  return `${columns.batchSize} is taken for the whole batch of an update, though ${aside.join(' and ')} ${aside.length === 1 ? 'is' : 'are'} above 1; if it is that of a part, say ${options}.`;
}

function recipe({ recipeColumns }: Mapping): string | null {
  return recipeColumns.length < 2 ? null : `A recipe is put together from ${recipeColumns.join(', ')}.`;
}

function spellings({ names }: Decided): string[] {
  const written = Map.groupBy(names, ([, name]) => name);
  return [...written].flatMap(([name, entries]) => {
    const others = entries.map(([own]) => own).filter((own) => own !== name);
    return entries.length < 2
      ? []
      : `One recipe: ${name} is also written ${listed(others)} (--keep-spellings tells them apart).`;
  });
}

function rounded({ candidates, rates }: Decided): string | null {
  const changed = new Set(
    candidates.map(({ learningRate }) => learningRate).filter((rate) => rates.exact(rate) !== rate),
  );
  // In columns it does not matter.
  if (changed.size === 0 || rates.perDecade !== null) return null;
  return `${changed.size} learning ${changed.size === 1 ? 'rate is' : 'rates are'} one with another that differs by rounding alone.`;
}

function drawn({ candidates, rates }: Decided): string | null {
  const distinct = new Set(candidates.map(({ learningRate }) => rates.exact(learningRate))).size;
  if (rates.perDecade === null) {
    if (distinct <= MANY_RATES || candidates.length >= 2 * distinct) return null;
    return `${distinct} learning rates are a column each, of hardly more than a run; --bin-learning-rates 3 shows them in three columns per decade.`;
  }
  const width = rates.perDecade === 1 ? 'a decade' : `1/${rates.perDecade} of a decade`;
  return `${distinct} freely drawn learning rates are shown in columns of ${width}, each called by the geometric mean of its ends (--bin-learning-rates). Runs keep their own, and edges and areas are computed from those.`;
}

function vocabulary({ vocabulary: size, initialLoss }: Mapping): string | null {
  if (size === null || initialLoss !== null) return null;
  return `A vocabulary of ${size} tokens: an untrained model loses ${Math.log(size).toFixed(3)} nats.`;
}

function numbered({ numberedRuns, rates, isOfOwnSeeds }: Decided): string | null {
  if (numberedRuns === 0) return null;
  const all = numberedRuns === 1 ? '1 run' : `${numberedRuns} runs`;
  if (isOfOwnSeeds) {
    return `No column says the seeds of ${all}; each is taken for a run of a seed of its own (--unsaid-seeds own).`;
  }
  if (rates.perDecade !== null) {
    return `No column says the seeds of ${all}: those at different learning rates are taken for runs of one seed, so that intervals are wide. If each had a seed of its own, say --unsaid-seeds own.`;
  }
  const [runs, them] = numberedRuns === 1 ? ['run has', 'it is'] : ['runs have', 'they are'];
  return `${numberedRuns} ${runs} no seed of ${numberedRuns === 1 ? 'its' : 'their'} own: ${them} numbered within ${numberedRuns === 1 ? 'its' : 'their'} cell in the order of the file, and recipes are compared number by number, not on the same weights and batches.`;
}

/** What was decided of single runs, counted. */
function remarks({ candidates }: Decided): string[] {
  const counts = new Map<string, number>();
  for (const { outcome } of candidates) {
    for (const remark of outcome.remarks) counts.set(remark, (counts.get(remark) ?? 0) + 1);
  }
  return [...counts]
    .slice(0, LISTED)
    .map(([remark, count]) => `${count} ${count === 1 ? 'run' : 'runs'}: ${remark}`);
}

function listed(names: readonly string[]): string {
  const more = names.length - LISTED;
  return names.slice(0, LISTED).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
