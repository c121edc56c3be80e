// One TensorBoard event file (torch, tensorboardX, TensorFlow, Lightning, Transformers, torchtitan): scalars by tag, in float32 as they
// are stored, settings of the HParams plugin, and those that Transformers writes as text. Images, histograms and graphs are passed
// over. Messages are decoded by field number, with the reader of @bufbuild/protobuf.
// Source: tensorboard/compat/proto/{event,summary,tensor}.proto, tensorboard/plugins/hparams/plugin_data.proto.
import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import { ReadingError, type Damage, type RunReading } from '../../folder/reading.ts';
import { SeriesMap } from '../../folder/series.ts';
import { flattened } from '../../folder/settings-files.ts';
import type { SourceFile } from '../../folder/source-file.ts';
import { isSystemError } from '../../folder/walk.ts';
import { isObject, parsed } from '../json-text.ts';
import { fields } from '../protobuf.ts';
import { hparamsOf } from './hparams.ts';
import { readRecords, type RecordsRead } from './records.ts';
import { numberOfTensor, textOfTensor } from './tensors.ts';

export function isEventFile(name: string): boolean {
  return name.includes('tfevents') && !name.endsWith('.profile-empty');
}

/** @throws ReadingError where it is no event file at all. */
export function readEvents(source: SourceFile): RunReading {
  const events = new Events();
  let undecoded = 0;
  let records = 0;
  const take = (data: Uint8Array) => {
    records++;
    try {
      events.take(data);
    } catch (error) {
      // The data are what was written, by their sum, and no event: another program's records, or another version's.
      if (error instanceof TypeError) throw error;
      undecoded++;
    }
  };
  let read: RecordsRead;
  try {
    read = readRecords(source.file.absolute, take, source.seen);
  } catch (error) {
    throw isSystemError(error) ? new ReadingError(`could not be read (${error.code}).`) : error;
  }
  if (records === 0 && read.stopped?.why === 'length')
    throw new ReadingError('is no TensorBoard event file, or damaged from its start.');
  return { ...events.reading(), damage: damageOf(read, undecoded, source.file.bytes) };
}

function damageOf({ broken, stopped }: RecordsRead, undecoded: number, bytes: number): Damage | null {
  const holes = broken + undecoded;
  const parts = [
    ...(broken > 0 ? [`${broken} of its records ${broken === 1 ? 'fails its' : 'fail their'} checksum`] : []),
    ...(undecoded > 0 ? [`${undecoded} of its records ${undecoded === 1 ? 'is' : 'are'} no event`] : []),
    ...(stopped === null
      ? []
      : stopped.why === 'cut'
        ? [`it ends within a record (byte ${stopped.at} of ${bytes})`]
        : [`it is damaged at byte ${stopped.at} of ${bytes}, and nothing after that can be read`]),
  ];
  if (parts.length === 0) return null;
  return { sentence: `${parts.join('; ')}.`, isCut: holes === 0 && stopped?.why === 'cut' };
}

/** What Transformers logs as text, and what its settings are called here. */
const TEXTS: ReadonlyMap<string, string> = new Map([
  ['args/text_summary', ''],
  ['model_config/text_summary', 'model.'],
]);

/** Events as they come. */
class Events {
  readonly #series = new SeriesMap();
  readonly #settings = new Map<string, unknown>();
  #state: string | undefined;
  #began: number | null = null;

  take(data: Uint8Array): void {
    let [time, step] = [0, 0];
    const summaries: Uint8Array[] = [];
    const reader = new BinaryReader(data);
    while (reader.pos < reader.len) {
      const [field, wire] = reader.tag();
      if (field === 1 && wire === WireType.Bit64) time = reader.double();
      else if (field === 2 && wire === WireType.Varint) step = Number(reader.int64());
      else if (field === 5 && wire === WireType.LengthDelimited) summaries.push(reader.bytes());
      else reader.skip(wire, field);
    }
    if (this.#began === null && time > 0) this.#began = time;
    for (const summary of summaries) {
      for (const [field, , value] of fields(summary)) if (field === 1) this.#value(value as Uint8Array, step);
    }
  }

  reading(): Omit<RunReading, 'damage'> {
    return {
      settings: this.#settings,
      series: this.#series.all,
      state: this.#state,
      began: this.#began,
      // Of the trainer of Transformers, which logs the mean of the losses since it logged last.
      averaging: Number(this.#settings.get('logging_steps')) > 1 ? 'interval' : undefined,
    };
  }

  #value(message: Uint8Array, step: number): void {
    let tag = '';
    let number: number | null = null;
    let [tensor, metadata]: [Uint8Array | null, Uint8Array | null] = [null, null];
    const reader = new BinaryReader(message);
    while (reader.pos < reader.len) {
      const [field, wire] = reader.tag();
      if (field === 1 && wire === WireType.LengthDelimited) tag = reader.string();
      else if (field === 2 && wire === WireType.Bit32) number = reader.float();
      else if (field === 8 && wire === WireType.LengthDelimited) tensor = reader.bytes();
      else if (field === 9 && wire === WireType.LengthDelimited) metadata = reader.bytes();
      else reader.skip(wire, field);
    }
    if (number !== null) this.#series.add(tag, step, number);
    else if (tag.startsWith('_hparams_/')) this.#hparams(metadata);
    else if (tensor !== null && tag.endsWith('/text_summary')) this.#text(tag, tensor);
    else if (tensor !== null) {
      const value = numberOfTensor(tensor);
      if (value !== null) this.#series.add(tag, step, value);
    }
  }

  #hparams(metadata: Uint8Array | null): void {
    if (metadata === null) return;
    const { settings, failed } = hparamsOf(metadata);
    for (const [name, value] of settings) this.#settings.set(name, value);
    // That it succeeded is written when it begins (add_hparams of torch), and says nothing.
    if (failed) this.#state = 'failed';
  }

  /** Transformers logs its arguments, and the configuration of its model, as JSON. */
  #text(tag: string, tensor: Uint8Array): void {
    const prefix = TEXTS.get(tag);
    const text = prefix === undefined ? null : textOfTensor(tensor);
    const { value } = text === null ? { value: null } : parsed(text);
    if (!isObject(value)) return;
    for (const [name, own] of flattened(value)) this.#settings.set(`${prefix}${name}`, own);
  }
}
