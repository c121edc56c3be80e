// The columns of a parquet file, whole and at once. Parsed by hyparquet, whose one promise is of bytes that come from afar: here they are
// all there, so its parts that decode them are called in order. A file may come from anyone: what it says of itself is held against its
// length and against limits before anything is made of it.
import { brotliDecompressSync, crc32, gunzipSync, zstdDecompressSync } from 'node:zlib';
import { parquetMetadata, parquetSchema, type ColumnMetaData, type Compressors } from 'hyparquet';
import { assembleNested } from 'hyparquet/src/assemble.js';
import { parquetHeader, readColumn } from 'hyparquet/src/column.js';
import { DEFAULT_PARSERS } from 'hyparquet/src/convert.js';
import { getTreePath } from 'hyparquet/src/schema.js';
import { ImportError } from '../../import-error.ts';
import { checkRows, MOST_COLUMNS } from '../../table.ts';
import { unpackedBlock, unpackedFrames } from './lz4.ts';

type Tree = ReturnType<typeof parquetSchema>;
type Values = ArrayLike<unknown>;

/** Values of all columns, and bytes to which they unpack: a few bytes may stand for billions of them. */
const MOST_VALUES = 50_000_000;
const MOST_BYTES = 1e9;
const MAGIC = 'PAR1';

export interface ParquetColumns {
  readonly rows: number;
  /** Top-level columns by name; structs are objects. */
  readonly columns: ReadonlyMap<string, readonly unknown[]>;
}

export function isParquet(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.subarray(0, MAGIC.length)).toString('latin1') === MAGIC;
}

/** Bytes of a page, and to how many they must unpack. */
const compressors: Compressors = {
  GZIP: (input, length) => gunzipSync(input, { maxOutputLength: Math.max(1, length) }),
  BROTLI: (input, length) => brotliDecompressSync(input, { maxOutputLength: Math.max(1, length) }),
  LZ4: unpackedFrames,
  LZ4_RAW: unpackedBlock,
  ZSTD: (input, length) => zstdDecompressSync(input, { maxOutputLength: Math.max(1, length) }),
};

/** @throws ImportError with one sentence. */
export function readColumns(fileName: string, bytes: Uint8Array): ParquetColumns {
  try {
    return columnsOf(fileName, bytes);
  } catch (error) {
    if (error instanceof ImportError) throw error;
    throw new ImportError(`${fileName} cannot be read as parquet: ${reasonOf(error)}.`);
  }
}

/** Of bytes that mean nothing decoders make whatever mistake comes first. */
function reasonOf(error: unknown): string {
  const isMistake = !(error instanceof Error) || error instanceof TypeError || error instanceof RangeError;
  return isMistake ? 'it is damaged or cut' : error.message.split('\n')[0]!.replace(/\.$/, '');
}

function columnsOf(fileName: string, bytes: Uint8Array): ParquetColumns {
  const metadata = parquetMetadata(bytes, { geoparquet: false });
  const tree = parquetSchema(metadata);
  const rows = metadata.row_groups.reduce((sum, group) => sum + Number(group.num_rows), 0);
  if (rows !== Number(metadata.num_rows)) throw new Error('its parts have other rows than it says');
  checkRows(fileName, rows);
  const chunks = metadata.row_groups.flatMap(({ columns }) => columns.flatMap((own) => own.meta_data ?? []));
  if (chunks.length > MOST_COLUMNS * Math.max(1, metadata.row_groups.length))
    throw new ImportError(`${fileName} has more than ${MOST_COLUMNS} columns.`);
  const sum = (of: (chunk: ColumnMetaData) => bigint) =>
    chunks.reduce((total, chunk) => total + Number(of(chunk)), 0);
  if (
    !(sum((chunk) => chunk.num_values) <= MOST_VALUES) ||
    !(sum((chunk) => chunk.total_uncompressed_size) <= MOST_BYTES)
  )
    throw new ImportError(
      `${fileName} unpacks to more than ${MOST_VALUES} values or ${MOST_BYTES} bytes, which is no table of runs.`,
    );
  const columns = new Map<string, unknown[]>(tree.children.map(({ element }) => [element.name, []]));
  for (const { columns: own, num_rows: count } of metadata.row_groups) {
    const leaves = new Map<string, unknown[]>();
    for (const { meta_data: chunk } of own) {
      if (!chunk) throw new Error('it is encrypted, or lies in several files');
      const values = chunkValues(bytes, tree, chunk, Number(count));
      leaves.set(chunk.path_in_schema.join('.'), values);
    }
    for (const child of tree.children) {
      const { name } = child.element;
      if (child.children.length > 0) assembleNested(leaves, child, DEFAULT_PARSERS);
      const values = leaves.get(name);
      if (values?.length !== Number(count))
        throw new Error(`its column ${name} has not as many rows as it says`);
      const all = columns.get(name)!;
      for (const value of values) all.push(value);
    }
  }
  return { rows, columns };
}

function chunkValues(bytes: Uint8Array, tree: Tree, chunk: ColumnMetaData, rows: number): unknown[] {
  const begin = Number(chunk.dictionary_page_offset ?? chunk.data_page_offset);
  const end = begin + Number(chunk.total_compressed_size);
  if (!(begin >= MAGIC.length && begin < end && end <= bytes.length))
    throw new Error('a part of it lies outside of it');
  const view = new DataView(bytes.buffer, bytes.byteOffset + begin, end - begin);
  checkPages(view, chunk);
  const schemaPath = getTreePath(tree, chunk.path_in_schema);
  const { data } = readColumn(
    { view, offset: 0 },
    { groupStart: 0, selectStart: 0, selectEnd: rows, groupRows: rows },
    {
      pathInSchema: chunk.path_in_schema,
      element: schemaPath.at(-1)!.element,
      schemaPath,
      type: chunk.type,
      codec: chunk.codec,
      parsers: DEFAULT_PARSERS,
      compressors,
    },
  );
  return data.flatMap((part: Values) => Array.from(part));
}

/** Every page lies in its column, says as much as that, and has its checksum, where its writer gave one. */
function checkPages(
  view: DataView,
  { num_values: wanted, total_uncompressed_size: whole }: ColumnMetaData,
): void {
  const reader = { view, offset: 0 };
  let values = 0;
  while (reader.offset < view.byteLength) {
    const { compressed_page_size: length, uncompressed_page_size: unpacked, ...page } = parquetHeader(reader);
    const { offset } = reader;
    const isInside = length >= 0 && offset + length <= view.byteLength;
    if (!isInside || !(unpacked >= 0 && unpacked <= Number(whole)))
      throw new Error('a page of it lies outside of it');
    const body = new Uint8Array(view.buffer, view.byteOffset + offset, length);
    if (page.crc !== undefined && crc32(body) !== page.crc >>> 0) throw new Error('a page of it is damaged');
    const count = (page.data_page_header ?? page.data_page_header_v2 ?? page.dictionary_page_header)
      ?.num_values;
    if (!(count !== undefined && count >= 0 && count <= Math.max(Number(wanted), unpacked)))
      throw new Error('a page of it holds more than it says');
    if (!page.dictionary_page_header) values += count;
    reader.offset += length;
  }
  if (values !== Number(wanted)) throw new Error('a column of it has not as many values as it says');
}
