// SVG to PNG without a browser, a display or the machine's fonts: resvg draws with the fonts that come with the program. At the
// default 300 dpi one CSS pixel (1/96 inch) becomes 3.125 pixels, and a pHYs chunk records the 300 dpi, so that a page
// takes the picture in its intended size.
import { Resvg } from '@resvg/resvg-js';
import { CSS_DPI, PNG_DPI, SLIDE, withResolution } from './figures/png-resolution.ts';
import { fontFiles } from './fonts.ts';

/** @throws Error if the SVG cannot be parsed. */
export function svgToPng(svg: string, dpi = PNG_DPI): Uint8Array {
  const image = new Resvg(svg, { font: fontsOf(), fitTo: { mode: 'zoom', value: dpi / CSS_DPI } });
  return withResolution(image.render().asPng(), dpi);
}

/** The whole figure in the middle of a slide, what it leaves free in the colour `page`. @throws Error if the SVG cannot be parsed. */
export function svgToSlide(svg: string, page: string): Uint8Array {
  const { width, height } = SLIDE;
  // Its view box is then fitted into the new size, as SVG does of its own accord.
  const sized = svg.replace(
    /^<svg ([^>]*?)width="[^"]*" height="[^"]*"/,
    `<svg $1width="${width}" height="${height}"`,
  );
  return new Resvg(sized, { font: fontsOf(), background: page }).render().asPng();
}

function fontsOf() {
  return { loadSystemFonts: false, fontFiles: fontFiles(), defaultFontFamily: 'DejaVu Sans' };
}
