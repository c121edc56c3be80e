// SVG to PNG without a browser, a display or the machine's fonts: resvg draws with the fonts that come with the program. At the
// default 300 dpi one CSS pixel (1/96 inch) becomes 3.125 pixels, and a pHYs chunk records the 300 dpi, so that a page
// takes the picture in its intended size.
import { Resvg } from '@resvg/resvg-js';
import { crc32 } from 'node:zlib';
import { fontFiles } from './fonts.ts';

export const PNG_DPI = 300;
const CSS_DPI = 96;
const METRES_PER_INCH = 0.0254;
const SIGNATURE_BYTES = 8;
/** Length, type, 13 bytes of data, checksum. */
const HEADER_CHUNK_BYTES = 25;

/** The PNG with a pHYs chunk behind its header. */
function withResolution(png: Buffer, dpi: number): Buffer {
  const chunk = Buffer.alloc(21);
  const perMetre = Math.round(dpi / METRES_PER_INCH);
  chunk.writeUInt32BE(9, 0);
  chunk.write('pHYs', 4, 'latin1');
  chunk.writeUInt32BE(perMetre, 8);
  chunk.writeUInt32BE(perMetre, 12);
  chunk.writeUInt8(1, 16);
  chunk.writeUInt32BE(crc32(chunk.subarray(4, 17)), 17);
  const at = SIGNATURE_BYTES + HEADER_CHUNK_BYTES;
  return Buffer.concat([png.subarray(0, at), chunk, png.subarray(at)]);
}

/** @throws Error if the SVG cannot be parsed. */
export function svgToPng(svg: string, dpi = PNG_DPI): Buffer {
  const image = new Resvg(svg, {
    font: { loadSystemFonts: false, fontFiles: fontFiles(), defaultFontFamily: 'DejaVu Sans' },
    fitTo: { mode: 'zoom', value: dpi / CSS_DPI },
  });
  return withResolution(image.render().asPng(), dpi);
}
