// The 3D picture as it is on the screen, as a PNG of 300 dpi: on the same sheet, with title, legend and facts, as the vector
// picture of the export.
import type { ExportedFile } from '../../src-main/contract/contract.ts';
import { CSS_DPI, PNG_DPI, withResolution } from '../../src-main/report/figures/png-resolution.ts';
import { pictureSheet, type PictureOptions } from '../../src-main/report/figures/scene/picture.ts';
import { element, label } from '../../src-main/report/figures/svg.ts';
import { THEMES } from '../../src-main/report/figures/theme.ts';
import type { Capture } from './three/scene-view.ts';

/** Pixels of the picture for each of the page. */
export const CAPTURE_SCALE = PNG_DPI / CSS_DPI;
/** Of the words on the picture, in pixels of the page. */
const WORD_SIZE = 12.5;

/** @throws Error where the browser cannot draw or keep so large a picture. */
export async function livePicture(
  { scene, picture, labels }: Capture,
  options: PictureOptions,
): Promise<Uint8Array> {
  const theme = THEMES[options.theme];
  const sheet = pictureSheet(scene, options, ({ x, y, width, height }) => {
    const scale = Math.min(width / picture.width, height / picture.height);
    const [left, top] = [x + (width - picture.width * scale) / 2, y + (height - picture.height * scale) / 2];
    return [
      element('image', {
        href: picture.toDataURL('image/png'),
        x: left,
        y: top,
        width: picture.width * scale,
        height: picture.height * scale,
      }),
      labels.map((word) =>
        label(word.text, left + word.x * scale, top + word.y * scale + WORD_SIZE / 3, {
          'font-size': WORD_SIZE * CAPTURE_SCALE * scale,
          'text-anchor': word.anchor,
          fill: word.isName ? theme.quiet : theme.ink,
        }),
      ),
    ];
  });
  return withResolution(await drawn(sheet), PNG_DPI);
}

/** An SVG as the browser draws it, 300 dpi. */
async function drawn(svg: string): Promise<Uint8Array> {
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
    if (!blob) throw new Error('The browser could not make a picture of this size.');
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
