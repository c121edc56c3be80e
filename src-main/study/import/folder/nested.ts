// What lies in folders below the folder of a run and is part of it: settings that torch writes into a folder of their own, curves that
// TensorBoard keeps a folder each, checkpoints of Transformers, ranks, and the folders, named by a date, of a run that was taken up again.
// Told by what they hold, never by the name alone. Pure.
import type { Part, Source } from './part.ts';
import type { Folder } from './walk.ts';
import { firstStep, lastStep, type Series } from './series.ts';

/** Folders whose files say less than the files that lie above them. */
const CHECKPOINT = /^checkpoint-\d+$/;
const RANK = /^rank[_-]?(\d+)$/;
const SPLITS: ReadonlySet<string> = new Set([
  'train',
  'training',
  'validation',
  'valid',
  'val',
  'eval',
  'test',
]);
/** Dec12_10-00-00_host, 20240601-1200, 2024-06-01_12-00-00, 1717232400.123. */
const DATED = /^([A-Z][a-z]{2}\d{2}_\d{2}-\d{2}-\d{2}|\d{8}[-_T]?\d{4,6}|\d{4}-\d{2}-\d{2}|\d{10}(\.\d+)?$)/;

/**
 * Of the files of one folder, those of the run that the folder is, and those that are a run each: of several tables, all that are not
 * named as parts of one (train.csv, val.csv).
 */
export function partsOfFiles(folder: Folder, sources: readonly Source[]) {
  const tables = sources.filter(({ tool }) => tool === 'table');
  const others = sources.filter(({ tool }) => tool !== 'table');
  const fileOf = ({ path }: Source) => path.slice(folder.path === '' ? 0 : folder.path.length + 1);
  const stemOf = (source: Source) =>
    fileOf(source)
      .replace(/\.gz$/i, '')
      .replace(/\.[^.]+$/, '');
  const split = tables.filter((source) => SPLITS.has(stemOf(source)));
  const whole = tables.filter((source) => !split.includes(source));
  const isOne = whole.length === 1 && (folder.path !== '' || others.length + split.length === 0);
  return {
    own: [
      ...others,
      ...split.map((source) => (split.length > 1 ? prefixed(source, `${stemOf(source)}/`) : source)),
      ...(isOne ? whole : []),
    ],
    apart: isOne ? [] : whole.map((source) => ({ source, file: fileOf(source) })),
  };
}

function prefixed(source: Source, prefix: string): Source {
  const { series } = source.reading;
  return {
    ...source,
    reading: {
      ...source.reading,
      series: new Map([...series].map(([name, own]) => [`${prefix}${name}`, own])),
      bare: new Set([...series.keys()].map((name) => `${prefix}${name}`)),
    },
  };
}

/**
 * The parts of one folder: `own` is what its own files are, null: nothing; `below` what was found in the folders below it. What belongs
 * to the run of the folder is put into it, and all that is a run of its own stays one.
 */
export function withNested(
  own: Part | null,
  below: readonly Part[],
  folder: Pick<Part, 'path' | 'name'>,
): Part[] {
  let run = own;
  const rest: Part[] = [];
  const take = (part: Part, sources: readonly Source[] = part.sources) => {
    const base = run ?? { ...folder, sources: [], layers: [] };
    run = { ...base, sources: [...base.sources, ...sources], layers: [...base.layers, ...innerLayers(part)] };
  };
  const isTrainer = [own, ...below.filter(({ name }) => CHECKPOINT.test(name))].some((part) =>
    part?.sources.some(({ tool }) => tool === 'Transformers'),
  );
  for (const part of below) {
    const [child] = part.path.slice(folder.path === '' ? 0 : folder.path.length + 1).split('/');
    if (CHECKPOINT.test(part.name) && isOnly(part, 'Transformers')) take(part, part.sources);
    else if (isTrainer && child === 'runs' && isOnly(part, 'TensorBoard')) take(part);
    // A script that logs to W&B as well.
    else if (own && child === 'wandb' && isOnly(part, 'W&B'))
      take(
        part,
        part.sources.map((source) => ({ ...source, isRecord: true })),
      );
    else if (own && isHparams(part) && hasEvents(own)) take(part);
    else if (own && hasEvents(own) && curveName(part, folder.path) !== null)
      take(
        part,
        renamed(part, () => curveName(part, folder.path)!),
      );
    else if (
      SPLITS.has(part.name) &&
      isOnly(part, 'TensorBoard') &&
      hasNoSettings(part) &&
      !isCurveIn(part, folder.name)
    )
      take(
        part,
        renamed(part, (tag) => `${part.name}/${tag}`),
      );
    else rest.push(part);
  }
  return [...(run ? [run] : []), ...continuedByDate(byRunOfWandb(oneRank(rest, folder)))];
}

function isOnly({ sources }: Part, tool: Source['tool']): boolean {
  return sources.length > 0 && sources.every((source) => source.tool === tool);
}

function hasEvents({ sources }: Part): boolean {
  return sources.some(({ tool }) => tool === 'TensorBoard');
}

function hasNoSettings({ sources, layers }: Part): boolean {
  return (
    sources.every(({ reading }) => reading.settings.size === 0) &&
    layers.every(({ files }) => files.size === 0)
  );
}

/** Its files, beyond its name: a checkpoint, or a date, says nothing of a run. */
function innerLayers({ layers }: Part) {
  return layers.filter(({ files }) => files.size > 0).map(({ files }) => ({ name: '', files }));
}

/** Settings, and metrics of one point at most, as `add_hparams` writes them. */
function isHparams(part: Part): boolean {
  return (
    isOnly(part, 'TensorBoard') &&
    part.sources.some(({ reading }) => reading.settings.size > 0) &&
    seriesOf(part).every(([, { steps }]) => steps.length <= 1)
  );
}

function seriesOf({ sources }: Part): [string, Series][] {
  return sources.flatMap(({ reading }) => [...reading.series]);
}

/**
 * As `add_scalars("loss", {"train": …})` writes it, under the tag loss: torch in a folder loss_train, tensorboardX in loss/train; here
 * loss/train. `path`: of the folder of the run.
 */
function curveName(part: Part, path: string): string | null {
  const tags = new Set(seriesOf(part).map(([tag]) => tag));
  const [tag] = tags;
  if (!isOnly(part, 'TensorBoard') || tags.size !== 1 || !hasNoSettings(part)) return null;
  const below = path === '' ? part.path : part.path.slice(path.length + 1);
  for (const start of [`${tag!.replaceAll('/', '_')}_`, `${tag!}/`]) {
    const rest = below.slice(start.length);
    if (below.startsWith(start) && rest !== '' && !rest.includes('/')) return `${tag!}/${rest}`;
  }
  return null;
}

/** Whether the folder it lies in is named by the one metric that it logged: then the run is the folder above. */
function isCurveIn(part: Part, folder: string): boolean {
  return seriesOf(part).every(([tag]) => tag === folder || tag.endsWith(`/${folder}`));
}

function renamed({ sources }: Part, name: (tag: string) => string): Source[] {
  return sources.map((source) => ({
    ...source,
    reading: {
      ...source.reading,
      series: new Map([...source.reading.series].map(([tag, series]) => [name(tag), series])),
    },
  }));
}

/** Of the ranks of one run, which log the same, the first. */
function oneRank(parts: readonly Part[], { path, name }: Pick<Part, 'path' | 'name'>): Part[] {
  const ranks = parts.filter((part) => RANK.test(part.name) && isDirectlyIn(part, path));
  if (ranks.length === 0) return [...parts];
  const [first] = ranks.sort((a, b) => Number(RANK.exec(a.name)![1]) - Number(RANK.exec(b.name)![1]));
  return [...parts.filter((part) => !ranks.includes(part)), { ...first!, path, name }];
}

/** W&B writes a run that is taken up again into a folder of its own, under the same number: run-ID.wandb. */
function byRunOfWandb(parts: readonly Part[]): Part[] {
  const known = new Map<string, Part>();
  for (const part of parts) {
    const file = isOnly(part, 'W&B') ? part.sources[0]!.path.split('/').at(-1)! : null;
    const key = file ?? part.path;
    const other = known.get(key);
    known.set(key, other ? { ...other, sources: [...other.sources, ...part.sources] } : part);
  }
  return [...known.values()];
}

function isDirectlyIn(part: Part, path: string): boolean {
  return part.path === (path === '' ? part.name : `${path}/${part.name}`);
}

/** How much further than its points lie apart a run may be taken up after what was logged before. */
const LATE = 4;

/** Folders named by dates, of which the later goes on about where the earlier ends, are one run. */
function continuedByDate(parts: readonly Part[]): Part[] {
  const dated = parts.filter((part) => DATED.test(part.name) && isOnly(part, 'TensorBoard'));
  const others = parts.filter((part) => !dated.includes(part));
  const runs: Part[] = [];
  for (const part of dated.sort((a, b) => beganOf(a) - beganOf(b))) {
    const before = runs.findLast((run) => goesOn(run, part));
    if (!before) runs.push(part);
    else runs[runs.indexOf(before)] = { ...before, sources: [...before.sources, ...part.sources] };
  }
  return [...others, ...runs].sort((a, b) => (a.path < b.path ? -1 : 1));
}

function beganOf({ sources }: Part): number {
  return Math.min(...sources.map(({ reading }) => reading.began ?? Infinity));
}

function goesOn(earlier: Part, later: Part): boolean {
  const before = new Map(seriesOf(earlier));
  const shared = seriesOf(later).filter(([name]) => before.has(name));
  return (
    shared.length > 0 &&
    !differ(earlier, later) &&
    shared.every(([name, series]) => {
      const known = before.get(name)!;
      const apart = (lastStep(known) - firstStep(known)) / Math.max(1, known.steps.length - 1);
      const from = firstStep(series);
      return from > firstStep(known) && from <= lastStep(known) + LATE * apart + 1;
    })
  );
}

/** Settings that tell one run from another, where both say them. */
const TELLING = /lr|learning_rate|batch|seed|bf16|fp16|fp8|precision|dtype|recipe/i;

function differ(earlier: Part, later: Part): boolean {
  const of = ({ sources }: Part) => new Map(sources.flatMap(({ reading }) => [...reading.settings]));
  const [a, b] = [of(earlier), of(later)];
  return [...a].some(([key, value]) => TELLING.test(key) && b.has(key) && b.get(key) !== value);
}
