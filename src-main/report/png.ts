// SVG to PNG without a browser, a display or the machine's fonts: resvg draws, DejaVu Sans comes with the program. At the
// default 300 dpi one CSS pixel (1/96 inch) becomes 3.125 pixels, and a pHYs chunk records the 300 dpi, so that a page
// takes the picture in its intended size.
import { Resvg } from '@resvg/resvg-js';
import { createRequire } from 'node:module';
import path from 'node:path';
import { plainFile } from '../installation/plain-file.ts';
import { CSS_DPI, PNG_DPI, withResolution } from './figures/png-resolution.ts';

const FONTS = ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf'];

function fontFiles(): string[] {
  const require = createRequire(plainFile(import.meta.filename));
  const root = path.dirname(require.resolve('dejavu-fonts-ttf/package.json'));
  return FONTS.map((name) => path.join(root, 'ttf', name));
}

/** @throws Error if the SVG cannot be parsed. */
export function svgToPng(svg: string, dpi = PNG_DPI): Uint8Array {
  const image = new Resvg(svg, {
    font: { loadSystemFonts: false, fontFiles: fontFiles(), defaultFontFamily: 'DejaVu Sans' },
    fitTo: { mode: 'zoom', value: dpi / CSS_DPI },
  });
  return withResolution(image.render().asPng(), dpi);
}
