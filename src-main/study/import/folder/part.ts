// A run, or what may be a part of one, while the folders above it are still to be looked at: attempts at it, and what lies beside it.
// Pure.
import type { Averaging } from '../../../records/types.ts';
import type { Damage, RunReading } from './reading.ts';
import { continued, firstStep, lastStep, takenUpAt, type Series } from './series.ts';
import type { SettingsLayer } from './settings.ts';

export type Tool =
  'TensorBoard' | 'Transformers' | 'Ray Tune' | 'Lightning' | 'MLflow' | 'W&B' | 'table' | 'log';

/** One file of a run, read. */
export interface Source {
  readonly tool: Tool;
  /** From the folder that was chosen. */
  readonly path: string;
  /** All files that it was read from, where it is not that alone. */
  readonly files?: readonly string[];
  readonly reading: RunReading;
  /** It keeps all attempts at the run, and is not one of them. */
  readonly isRecord: boolean;
}

export interface Part {
  /** Of the folder, or the file, that is the run. */
  readonly path: string;
  readonly name: string;
  readonly sources: readonly Source[];
  /** Nearest first; its own are among them. */
  readonly layers: readonly SettingsLayer[];
}

export interface JoinedRun {
  readonly path: string;
  readonly tools: readonly Tool[];
  readonly files: readonly string[];
  readonly layers: readonly SettingsLayer[];
  readonly series: ReadonlyMap<string, Series>;
  readonly bare: ReadonlySet<string>;
  readonly cells: ReadonlyMap<string, unknown>;
  readonly state: string | undefined;
  /** See RunReading. */
  readonly study: string | undefined;
  readonly averaging: Averaging | undefined;
  readonly damage: Damage | null;
  /** Steps at which it was taken up again. */
  readonly takenUp: readonly number[];
  /** Attempts that began again from the start, a sentence each: nothing of them is in the series. */
  readonly abandoned: readonly string[];
}

/** The attempts at a run put together in the order in which they began, and records of all of them beneath. */
export function joinPart({ path, sources, layers }: Part): JoinedRun {
  const attempts = sources.filter(({ isRecord }) => !isRecord).sort(byBegin);
  const records = sources.filter(({ isRecord }) => isRecord).sort((a, b) => lastOfAll(a) - lastOfAll(b));
  let series: ReadonlyMap<string, Series> = new Map();
  let damage: Damage | null = null;
  const takenUp: number[] = [];
  const abandoned = sources.flatMap(({ path: file, reading }) =>
    (reading.abandoned ?? []).map((sentence) => `${file}: ${sentence}`),
  );
  for (const { reading } of records) {
    series = new Map([...series, ...reading.series]);
    damage = worse(damage, reading.damage);
  }
  let begun: ReadonlyMap<string, Series> = new Map();
  /** What the attempts that are joined were set to. */
  const set = new Map<string, unknown>();
  for (const { path: file, reading } of attempts) {
    const from = takenUpAt(begun, reading.series);
    if (from < Infinity && beginsAgain(begun, reading.series)) {
      abandoned.push(
        `${path || '.'} was begun again from its start in ${file}: what was logged before, up to step ${lastOfSeries(begun)}, is left out.`,
      );
      begun = reading.series;
      damage = null;
      set.clear();
    } else {
      if (from < Infinity) {
        takenUp.push(from);
        // Where it was cut, it was taken up again.
        if (damage?.isCut) damage = null;
      }
      begun = continued(begun, reading.series);
    }
    damage = worse(worse(damage, reading.damage), changeOf(set, reading.settings));
  }
  series = continued(series, begun, { areAttempts: false });
  return {
    path,
    tools: [...new Set(sources.map(({ tool }) => tool))],
    files: sources.flatMap((source) => source.files ?? source.path),
    // What the last attempt was set to is what came of it.
    layers: [...[...attempts.toReversed(), ...records].map(settingsOfSource), ...layers],
    series,
    bare: new Set(sources.flatMap(({ reading }) => [...(reading.bare ?? [])])),
    cells: new Map(sources.flatMap(({ reading }) => [...(reading.cells ?? [])])),
    state: [...records, ...attempts].findLast(({ reading }) => reading.state !== undefined)?.reading.state,
    study: sources.find(({ reading }) => reading.study !== undefined)?.reading.study,
    averaging: sources.find(({ reading }) => reading.averaging !== undefined)?.reading.averaging,
    damage,
    takenUp,
    abandoned,
  };
}

/** What makes a run another one. */
const TELLING = /(^|[._])(lr|learning_rate|(per_device_train_)?batch_size)$/;

/** A run that was taken up again with another setting is neither of the two. */
function changeOf(set: Map<string, unknown>, settings: ReadonlyMap<string, unknown>): Damage | null {
  let change: Damage | null = null;
  for (const [key, value] of settings) {
    if (!TELLING.test(key)) continue;
    const before = set.get(key);
    if (before !== undefined && before !== value && Number(before) !== Number(value))
      change = {
        sentence: `it was taken up again with another ${key}, ${String(value)} after ${String(before)}.`,
        isCut: false,
      };
    set.set(key, value);
  }
  return change;
}

function settingsOfSource({ reading }: Source): SettingsLayer {
  return { name: reading.name ?? '', files: reading.settings };
}

function byBegin(a: Source, b: Source): number {
  return (a.reading.began ?? 0) - (b.reading.began ?? 0) || (a.path < b.path ? -1 : 1);
}

/** A hole is worse than a cut: what is cut is known to its end. */
function worse(a: Damage | null, b: Damage | null): Damage | null {
  if (a === null || b === null) return a ?? b;
  return a.isCut ? b : a;
}

/** Whether a metric of both starts no later than it did before. */
function beginsAgain(earlier: ReadonlyMap<string, Series>, later: ReadonlyMap<string, Series>): boolean {
  return [...later].some(([name, series]) => {
    const before = earlier.get(name);
    return before !== undefined && before.steps.length > 1 && firstStep(series) <= firstStep(before);
  });
}

export function lastOfSeries(series: ReadonlyMap<string, Series>): number {
  return [...series.values()].reduce((most, own) => Math.max(most, lastStep(own)), -Infinity);
}

function lastOfAll({ reading }: Source): number {
  return lastOfSeries(reading.series);
}
