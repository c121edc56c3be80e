// Draws the icons of the installers from their SVG sources: PNG for Linux, ICO for Windows, ICNS for macOS. ICO and ICNS
// hold the PNGs as they are; both containers are a short header before each picture.
// usage: node scripts/build-icons.ts [FOLDER]
import { Resvg } from '@resvg/resvg-js';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const FOLDER = path.resolve(import.meta.dirname, '../resources/icons');
const OUT = path.resolve(process.argv[2] ?? path.join(import.meta.dirname, '../dist/icons'));

function picture(svg: string, size: number): Buffer {
  return new Resvg(svg, { fitTo: { mode: 'width', value: size } }).render().asPng();
}

/** A directory of 16 bytes a picture, then the pictures (Windows Vista and later read PNG inside). */
function ico(pictures: readonly { readonly size: number; readonly png: Buffer }[]): Buffer {
  const header = Buffer.alloc(6 + 16 * pictures.length);
  header.writeUInt16LE(1, 2);
  header.writeUInt16LE(pictures.length, 4);
  let offset = header.length;
  pictures.forEach(({ size, png }, index) => {
    const at = 6 + 16 * index;
    header.writeUInt8(size % 256, at);
    header.writeUInt8(size % 256, at + 1);
    header.writeUInt16LE(1, at + 4);
    header.writeUInt16LE(32, at + 6);
    header.writeUInt32LE(png.length, at + 8);
    header.writeUInt32LE(offset, at + 12);
    offset += png.length;
  });
  return Buffer.concat([header, ...pictures.map(({ png }) => png)]);
}

/** Apple's types for PNG pictures, by their size; the second of a size is for screens of double density. */
const ICNS_TYPES: readonly (readonly [string, number])[] = [
  ['icp4', 16],
  ['icp5', 32],
  ['ic11', 32],
  ['ic12', 64],
  ['ic07', 128],
  ['ic08', 256],
  ['ic13', 256],
  ['ic09', 512],
  ['ic14', 512],
  ['ic10', 1024],
];
const LINUX_SIZES = [16, 24, 32, 48, 64, 128, 256, 512];

function icns(svg: string): Buffer {
  const entries = ICNS_TYPES.map(([type, size]) => {
    const png = picture(svg, size);
    const header = Buffer.alloc(8);
    header.write(type, 'latin1');
    header.writeUInt32BE(8 + png.length, 4);
    return Buffer.concat([header, png]);
  });
  const body = Buffer.concat(entries);
  const header = Buffer.alloc(8);
  header.write('icns', 'latin1');
  header.writeUInt32BE(8 + body.length, 4);
  return Buffer.concat([header, body]);
}

mkdirSync(path.join(OUT, 'linux'), { recursive: true });
for (const name of ['icon', 'study']) {
  const svg = readFileSync(path.join(FOLDER, `${name}.svg`), 'utf8');
  const pictures = [16, 24, 32, 48, 64, 256].map((size) => ({ size, png: picture(svg, size) }));
  writeFileSync(path.join(OUT, `${name}.png`), picture(svg, 512));
  writeFileSync(path.join(OUT, `${name}.ico`), ico(pictures));
  writeFileSync(path.join(OUT, `${name}.icns`), icns(svg));
}
const svg = readFileSync(path.join(FOLDER, 'icon.svg'), 'utf8');
for (const size of LINUX_SIZES) {
  writeFileSync(path.join(OUT, 'linux', `${size}x${size}.png`), picture(svg, size));
}
