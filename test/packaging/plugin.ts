// A Windows library that exports names and does nothing: what makensis wants to see of a plugin before it compiles a call of it.
// Layout: Microsoft's "PE Format", 32 bits, one section with the export directory.

const HEADERS = 0x200;
const SECTION = 0x1000;

/** @param names what it exports */
export function emptyPlugin(names: readonly string[]): Buffer {
  const sorted = [...names].sort();
  const strings = ['plugin.dll', ...sorted].map((name) => Buffer.from(`${name}\0`, 'latin1'));
  const tables = 40 + 10 * sorted.length;
  const starts = strings.map((_, i) =>
    strings.slice(0, i).reduce((sum, { length }) => sum + length, SECTION + tables),
  );
  const section = Buffer.alloc(tables);
  const [functions, pointers, ordinals] = [40, 40 + 4 * sorted.length, 40 + 8 * sorted.length];
  section.writeUInt32LE(starts[0]!, 12);
  section.writeUInt32LE(1, 16);
  section.writeUInt32LE(sorted.length, 20);
  section.writeUInt32LE(sorted.length, 24);
  section.writeUInt32LE(SECTION + functions, 28);
  section.writeUInt32LE(SECTION + pointers, 32);
  section.writeUInt32LE(SECTION + ordinals, 36);
  sorted.forEach((_, i) => {
    section.writeUInt32LE(SECTION, functions + 4 * i);
    section.writeUInt32LE(starts[i + 1]!, pointers + 4 * i);
    section.writeUInt16LE(i, ordinals + 2 * i);
  });
  const content = Buffer.concat([section, ...strings]);
  const padded = Math.ceil(content.length / 0x200) * 0x200;
  const header = Buffer.alloc(HEADERS);
  header.write('MZ');
  header.writeUInt32LE(0x40, 0x3c);
  header.write('PE\0\0', 0x40, 'latin1');
  // The file's header: i386, one section, an optional header of 224 bytes, a library of 32 bits.
  header.writeUInt16LE(0x14c, 0x44);
  header.writeUInt16LE(1, 0x46);
  header.writeUInt16LE(0xe0, 0x54);
  header.writeUInt16LE(0x2102, 0x56);
  const optional = 0x58;
  header.writeUInt16LE(0x10b, optional);
  header.writeUInt32LE(0x10000000, optional + 28);
  header.writeUInt32LE(0x1000, optional + 32);
  header.writeUInt32LE(0x200, optional + 36);
  header.writeUInt16LE(4, optional + 48);
  header.writeUInt32LE(SECTION + 0x1000 * Math.ceil(padded / 0x1000), optional + 56);
  header.writeUInt32LE(HEADERS, optional + 60);
  header.writeUInt16LE(2, optional + 68);
  header.writeUInt32LE(16, optional + 92);
  header.writeUInt32LE(SECTION, optional + 96);
  header.writeUInt32LE(content.length, optional + 100);
  const row = optional + 0xe0;
  header.write('.rdata', row);
  header.writeUInt32LE(content.length, row + 8);
  header.writeUInt32LE(SECTION, row + 12);
  header.writeUInt32LE(padded, row + 16);
  header.writeUInt32LE(HEADERS, row + 20);
  header.writeUInt32LE(0x40000040, row + 36);
  return Buffer.concat([header, content, Buffer.alloc(padded - content.length)]);
}
