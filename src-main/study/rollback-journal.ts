// A rollback journal of SQLite, read without SQLite: whether rolling back would change anything but in which way the file is
// written, which is all that this program changes with a journal. https://www.sqlite.org/fileformat2.html#the_rollback_journal
import { fstatSync, readSync } from 'node:fs';
import { withFile } from './file-header.ts';

const MAGIC = Buffer.from('d9d505f920a163d7', 'hex');
const HEADER_BYTES = 28;
/** Of the first page: how it is read and written; counters of changes, and who wrote the last one. */
const ABOUT_WRITING = [
  [18, 20],
  [24, 28],
  [92, 100],
] as const;

export function changesNothing(journal: string, file: string): boolean {
  return withFile(journal, 'r', (handle) => {
    const { size } = fstatSync(handle);
    const header = Buffer.alloc(HEADER_BYTES);
    if (readSync(handle, header, 0, HEADER_BYTES, 0) < HEADER_BYTES) return true;
    // SQLite does not roll back then.
    if (!header.subarray(0, MAGIC.length).equals(MAGIC)) return true;
    const [pages, headerBytes, pageBytes] = [16, 20, 24].map((at) => header.readUInt32BE(at)) as [
      number,
      number,
      number,
    ];
    const record = Buffer.alloc(4 + pageBytes);
    const records = Math.floor((size - headerBytes) / (record.length + 4));
    return withFile(file, 'r', (of) => {
      if (fstatSync(of).size !== pages * pageBytes || records > 1) return false;
      if (records < 1) return true;
      const own = Buffer.alloc(pageBytes);
      readSync(of, own, 0, pageBytes, 0);
      readSync(handle, record, 0, record.length, headerBytes);
      const before = record.subarray(4);
      for (const [from, to] of ABOUT_WRITING) before.copy(own, from, from, to);
      return record.readUInt32BE(0) === 1 && before.equals(own);
    });
  });
}
