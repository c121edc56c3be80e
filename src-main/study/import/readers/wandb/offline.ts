// One run of W&B as it is written offline (run-ID.wandb): records of protobuf in the blocks of a LevelDB log, each piece with a CRC-32 of
// its type and data. Read: settings, the history, and whether the run said how it ended.
// Source: wandb/core/pkg/leveldb/record.go, wandb/proto/wandb_internal.proto.
import { BinaryReader } from '@bufbuild/protobuf/wire';
import { crc32 } from 'node:zlib';
import { ReadingError, type Damage, type RunReading } from '../../folder/reading.ts';
import { SeriesMap } from '../../folder/series.ts';
import { flattened } from '../../folder/settings-files.ts';
import type { SourceFile } from '../../folder/source-file.ts';
import { isObject, parsed } from '../json-text.ts';
import { bytesOf, fields, textOf } from '../protobuf.ts';
import { numberOf } from '../number.ts';

const LARGEST = 1e9;
const BLOCK = 32_768;
const FILE_HEADER = 7;
const HEADER = 7;
const MAGIC = ':W&B';
const [FULL, FIRST, MIDDLE, LAST] = [1, 2, 3, 4];

export function isOfflineRun(name: string): boolean {
  return name.endsWith('.wandb');
}

/** @throws ReadingError. */
export function readOfflineRun(source: SourceFile): RunReading {
  const bytes = source.whole(LARGEST);
  if (bytes.toString('latin1', 0, MAGIC.length) !== MAGIC)
    throw new ReadingError('is no run of W&B, or damaged from its start.');
  const run = new Run();
  const damage = readLog(bytes, (record) => run.take(record));
  return run.reading(damage);
}

/** Every record whose pieces pass their sums; a block whose pieces do not is passed over to its end. */
function readLog(bytes: Buffer, take: (record: Uint8Array) => void): Damage | null {
  let [at, broken, pieces]: [number, number, Buffer[]] = [FILE_HEADER, 0, []];
  let isCut = false;
  while (at < bytes.length) {
    const left = BLOCK - (at % BLOCK);
    if (left < HEADER) {
      at += left;
      continue;
    }
    const end = at + HEADER + (at + HEADER <= bytes.length ? bytes.readUInt16LE(at + 4) : 0);
    if (at + HEADER > bytes.length || (end > bytes.length && end <= at + left)) {
      isCut = true;
      break;
    }
    const type = bytes[at + 6]!;
    const isWhole = end <= at + left && crc32(bytes.subarray(at + 6, end)) === bytes.readUInt32LE(at);
    if (!isWhole) {
      broken++;
      pieces = [];
      at += left;
      continue;
    }
    const piece = bytes.subarray(at + HEADER, end);
    at = end;
    if (type === FULL) take(piece);
    else if (type === FIRST) pieces = [piece];
    else if (type === MIDDLE && pieces.length > 0) pieces.push(piece);
    else if (type === LAST && pieces.length > 0) {
      take(Buffer.concat([...pieces, piece]));
      pieces = [];
    }
  }
  if (broken > 0)
    return {
      sentence: `${broken} of its blocks of 32 KiB ${broken === 1 ? 'fails its' : 'fail their'} checksum.`,
      isCut: false,
    };
  return isCut || pieces.length > 0
    ? { sentence: `it ends within a record (byte ${at} of ${bytes.length}).`, isCut: true }
    : null;
}

/** Numbers of the fields of a Record. */
const RECORD = { history: 2, config: 5, run: 17, exit: 18 } as const;
const RUN = { project: 3, config: 4, name: 8, start: 17 } as const;

class Run {
  readonly #settings = new Map<string, unknown>();
  readonly #series = new SeriesMap();
  #isRun = false;
  #name: string | undefined;
  #project: string | undefined;
  #began: number | null = null;
  /** null: the run has not said that it ended. */
  #exitCode: number | null = null;

  take(record: Uint8Array): void {
    for (const [field, , value] of fields(record)) {
      if (!(value instanceof Uint8Array)) continue;
      if (field === RECORD.history) this.#history(value);
      else if (field === RECORD.config) this.#config(value);
      else if (field === RECORD.run) this.#run(value);
      else if (field === RECORD.exit) this.#exitCode = exitCodeOf(value);
    }
  }

  /** A run that never said how it ended crashed, as W&B has it. @throws ReadingError where no record is of a run. */
  reading(damage: Damage | null): RunReading {
    if (!this.#isRun)
      throw new ReadingError(
        `has no record of a run${damage === null ? '' : ` (${damage.sentence.replace(/\.$/, '')})`}.`,
      );
    return {
      name: this.#name,
      study: this.#project,
      settings: this.#settings,
      series: this.#series.all,
      state: this.#exitCode === null ? 'crashed' : this.#exitCode === 0 ? 'finished' : 'failed',
      began: this.#began,
      damage,
    };
  }

  #run(message: Uint8Array): void {
    this.#isRun = true;
    const fieldsOfRun = [RUN.config, RUN.name, RUN.start, RUN.project];
    const [config, name, start, project] = fieldsOfRun.map((field) => bytesOf(message, field));
    if (name) this.#name = textOf(name);
    if (project) this.#project = textOf(project);
    if (config) this.#config(config);
    for (const [field, , value] of start ? fields(start) : []) if (field === 1) this.#began = Number(value);
  }

  #config(message: Uint8Array): void {
    for (const [field, , item] of fields(message)) {
      if (field !== 1 || !(item instanceof Uint8Array)) continue;
      const { name, value } = itemOf(item, '.');
      // Its own remarks.
      if (name.startsWith('_wandb')) continue;
      if (isObject(value))
        for (const [key, own] of flattened({ [name]: value })) this.#settings.set(key, own);
      else if (value !== null && value !== undefined) this.#settings.set(name, value);
    }
  }

  #history(message: Uint8Array): void {
    const points: [string, number][] = [];
    let step = 0;
    for (const [field, , part] of fields(message)) {
      if (!(part instanceof Uint8Array)) continue;
      if (field === 2) {
        for (const [inner, , number] of fields(part)) if (inner === 1) step = Number(number);
        continue;
      }
      if (field !== 1) continue;
      const { name, value } = itemOf(part, '/');
      if (name === '_step') step = Number(value);
      const number = numberOf(value);
      if (number !== null && !/^_(step|timestamp|runtime|wandb)/.test(name)) points.push([name, number]);
    }
    for (const [name, value] of points) this.#series.add(name, step, value);
  }
}

function exitCodeOf(message: Uint8Array): number {
  const reader = new BinaryReader(message);
  while (reader.pos < reader.len) {
    const [field, wire] = reader.tag();
    if (field === 1) return reader.int32();
    reader.skip(wire, field);
  }
  return 0;
}

/** An item of settings or of history: key, or the parts of a nested one, and its value as JSON. */
function itemOf(message: Uint8Array, separator: string): { readonly name: string; readonly value: unknown } {
  let [key, json] = ['', 'null'];
  const nested: string[] = [];
  for (const [field, , value] of fields(message)) {
    if (!(value instanceof Uint8Array)) continue;
    if (field === 1) key = textOf(value);
    else if (field === 2) nested.push(textOf(value));
    else if (field === 16) json = textOf(value);
  }
  return { name: nested.length > 0 ? nested.join(separator) : key, value: parsed(json).value };
}
