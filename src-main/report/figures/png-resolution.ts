// How many pixels of a PNG make an inch, written into the file, so that a page takes the picture in its intended size. Pure:
// for the pictures that resvg draws and for those that the screen gives.

export const PNG_DPI = 300;
export const CSS_DPI = 96;

export const PNG_SIZES = ['print', 'slide'] as const;
/** `print`: 300 dpi at the size of the figure; `slide`: so many pixels, whatever the shape of the figure. */
export type PngSize = (typeof PNG_SIZES)[number];
export const SLIDE = { width: 1920, height: 1080 } as const;

const METRES_PER_INCH = 0.0254;
const SIGNATURE_BYTES = 8;
/** Length, type, 13 bytes of data, checksum. */
const HEADER_CHUNK_BYTES = 25;

/** The PNG with a pHYs chunk behind its header. */
export function withResolution(png: Uint8Array, dpi: number): Uint8Array<ArrayBuffer> {
  const chunk = new DataView(new ArrayBuffer(21));
  const bytes = new Uint8Array(chunk.buffer);
  const perMetre = Math.round(dpi / METRES_PER_INCH);
  chunk.setUint32(0, 9);
  bytes.set(new TextEncoder().encode('pHYs'), 4);
  chunk.setUint32(8, perMetre);
  chunk.setUint32(12, perMetre);
  chunk.setUint8(16, 1);
  chunk.setUint32(17, crc32(bytes.subarray(4, 17)));
  const at = SIGNATURE_BYTES + HEADER_CHUNK_BYTES;
  const whole = new Uint8Array(png.length + bytes.length);
  whole.set(png.subarray(0, at));
  whole.set(bytes, at);
  whole.set(png.subarray(at), at + bytes.length);
  return whole;
}

/** The checksum of PNG chunks (ISO 3309), bit by bit: a chunk has seventeen bytes. */
function crc32(bytes: Uint8Array): number {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return (sum ^ 0xffffffff) >>> 0;
}
