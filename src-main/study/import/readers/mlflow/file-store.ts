// One run of an MLflow file store: a folder with meta.yaml, one file a parameter, and one a metric with a line a point (time, value,
// step). Source: mlflow/store/tracking/file_store.py.
import { parse as parseYaml, YAMLError } from 'yaml';
import { notFinite } from '../../../../training-logs/number.ts';
import { ReadingError, type RunReading } from '../../folder/reading.ts';
import type { Series } from '../../folder/series.ts';
import type { Folder, FolderFile } from '../../folder/walk.ts';
import { isObject } from '../json-text.ts';
import { numbered, stateOf, withSteps } from './status.ts';

const META = 'meta.yaml';

export interface MlflowRun {
  /** It was deleted, and is kept in the store all the same. */
  readonly isDeleted: boolean;
  readonly reading: RunReading;
}

/** The experiment of a folder of runs, by its meta.yaml; undefined: it has none that says it. */
export function experimentOf(
  folder: Folder,
  textOf: (file: FolderFile) => string | Error,
): string | undefined {
  const file = folder.files.find(({ name }) => name === META);
  if (!file || !folder.folders.some(isMlflowRun)) return undefined;
  try {
    const { name } = metaOf(textOf(file));
    return typeof name === 'string' ? name : undefined;
  } catch (error) {
    if (error instanceof ReadingError) return undefined;
    throw error;
  }
}

export function isMlflowRun({ files, folders }: Folder): boolean {
  const has = (wanted: string) => folders.some(({ name }) => name === wanted);
  return files.some(({ name }) => name === META) && (has('metrics') || has('params'));
}

/**
 * `textOf`: of a file, or why it could not be read. `experiment`: of its folder; undefined: that says none, and its number stands for it.
 * @throws ReadingError where its meta.yaml says nothing.
 */
export function readMlflowRun(
  folder: Folder,
  textOf: (file: FolderFile) => string | Error,
  experiment: string | undefined,
): MlflowRun {
  const meta = metaOf(textOf(folder.files.find(({ name }) => name === META)!));
  const unread: string[] = [];
  const cut: string[] = [];
  const texts = (kind: string) =>
    filesOf(folder, kind).flatMap(([name, file]): [string, string][] => {
      const text = textOf(file);
      if (typeof text === 'string') return [[name, text]];
      unread.push(`${kind}/${name} ${text.message}`);
      return [];
    });
  const series = new Map<string, Series>();
  for (const [name, text] of texts('metrics')) {
    const { points, strays, isCut } = pointsOf(text);
    if (isCut) cut.push(`metrics/${name} ends within a line.`);
    if (strays > 0) unread.push(`${strays} lines of metrics/${name} are no points.`);
    if (points.steps.length > 0) series.set(name, { ...points, steps: withSteps(points.steps) });
  }
  const runName = meta.run_name;
  return {
    isDeleted: meta.lifecycle_stage === 'deleted',
    reading: {
      name: typeof runName === 'string' ? runName : undefined,
      study: experiment ?? numbered(meta.experiment_id),
      settings: new Map(texts('params').map(([name, text]) => [name, text.trim()])),
      series,
      state: stateOf(meta.status),
      began: typeof meta.start_time === 'number' ? meta.start_time / 1000 : null,
      damage: damageOf(unread, cut),
    },
  };
}

function metaOf(text: string | Error): Readonly<Record<string, unknown>> {
  if (typeof text !== 'string') throw new ReadingError(text.message);
  try {
    const meta: unknown = parseYaml(text, { logLevel: 'error' });
    if (isObject(meta)) return meta;
  } catch (error) {
    if (!(error instanceof YAMLError)) throw error;
  }
  throw new ReadingError('is not the YAML of a run.');
}

/** By name: metrics/train/loss is train/loss. */
function filesOf(folder: Folder, kind: string): [string, FolderFile][] {
  const visit = ({ files, folders }: Folder, prefix: string): [string, FolderFile][] => [
    ...files.map((file): [string, FolderFile] => [`${prefix}${file.name}`, file]),
    ...folders.flatMap((child) => visit(child, `${prefix}${child.name}/`)),
  ];
  const own = folder.folders.find(({ name }) => name === kind);
  return own === undefined ? [] : visit(own, '');
}

function damageOf([unread]: readonly string[], [cut]: readonly string[]): RunReading['damage'] {
  if (unread !== undefined) return { sentence: unread, isCut: false };
  return cut === undefined ? null : { sentence: cut, isCut: true };
}

/** A line is written whole, with its end: what follows the last end is part of a number. */
function pointsOf(text: string) {
  const end = text.lastIndexOf('\n') + 1;
  const isCut = text.slice(end).trim() !== '';
  const points = { steps: [] as number[], values: [] as number[] };
  let strays = 0;
  for (const line of text.slice(0, end).split('\n')) {
    if (line.trim() === '') continue;
    const [, value, step = '0'] = line.trim().split(' ');
    const number = value === undefined ? NaN : (notFinite(value) ?? Number(value));
    const isOne = value !== undefined && (notFinite(value) !== null || !Number.isNaN(number));
    if (!isOne || !Number.isFinite(Number(step))) {
      strays++;
      continue;
    }
    points.steps.push(Number(step));
    points.values.push(number);
  }
  return { points, strays, isCut };
}
