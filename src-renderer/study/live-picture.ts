// The 3D picture as it is on the screen, as a PNG of 300 dpi: on the same sheet, with title, legend and facts, as the vector
// picture of the export.
import type { ExportedFile } from '../../src-main/contract/contract.ts';
import { CSS_DPI, PNG_DPI, withResolution } from '../../src-main/report/figures/png-resolution.ts';
import { drawLabels } from '../../src-main/report/figures/scene/labels.ts';
import { pictureSheet, type PictureOptions } from '../../src-main/report/figures/scene/picture.ts';
import { coordinate, element } from '../../src-main/report/figures/svg.ts';
import { THEMES } from '../../src-main/report/figures/theme.ts';
import type { Capture } from './three/scene-view.ts';

/** Pixels of the picture for each of the page. */
export const CAPTURE_SCALE = PNG_DPI / CSS_DPI;
/** @throws Error of the sentence `tooLarge` where the browser cannot draw or keep so large a picture. */
export async function livePicture(
  { scene, picture, layout, scale }: Capture,
  options: PictureOptions,
  tooLarge: string,
): Promise<Uint8Array> {
  const theme = THEMES[options.theme];
  const [wide, tall] = [picture.width / scale, picture.height / scale];
  const sheet = pictureSheet(scene, options, ({ x, y, width, height }) => {
    const fit = Math.min(width / wide, height / tall);
    const [left, top] = [x + (width - wide * fit) / 2, y + (height - tall * fit) / 2];
    const href = picture.toDataURL('image/png');
    return element(
      'g',
      { transform: `translate(${coordinate(left)} ${coordinate(top)}) scale(${fit.toFixed(5)})` },
      element('image', { href, x: 0, y: 0, width: wide, height: tall }),
      drawLabels(layout, theme),
    );
  });
  return withResolution(await drawn(sheet, tooLarge), PNG_DPI);
}

/** An SVG as the browser draws it, 300 dpi. */
async function drawn(svg: string, tooLarge: string): Promise<Uint8Array> {
  const address = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = Math.round(image.naturalWidth * CAPTURE_SCALE);
    canvas.height = Math.round(image.naturalHeight * CAPTURE_SCALE);
    canvas.getContext('2d')!.drawImage(image, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
    if (!blob) throw new Error(tooLarge);
    return new Uint8Array(await blob.arrayBuffer());
  } finally {
    URL.revokeObjectURL(address);
  }
}

export function liveFile(studyPath: string, kind: string, bytes: Uint8Array): ExportedFile {
  const name = studyPath
    .split(/[\\/]/)
    .at(-1)!
    .replace(/\.precipice$/, '');
  return { fileName: `${name}.${kind}-live.png`, mediaType: 'image/png', bytes };
}
