// The fonts that come with the program: DejaVu Sans, by whose widths figures are laid out, and Noto Sans JP for Japanese. As
// files for drawing, and as the few letters of a page inside the page itself, so that it looks the same everywhere.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { plainFile } from '../installation/plain-file.ts';

interface Font {
  readonly family: string;
  readonly weight: 400 | 700;
  readonly package: string;
  readonly file: string;
}

const FONTS: readonly Font[] = [
  { family: 'DejaVu Sans', weight: 400, package: 'dejavu-fonts-ttf', file: 'ttf/DejaVuSans.ttf' },
  { family: 'DejaVu Sans', weight: 700, package: 'dejavu-fonts-ttf', file: 'ttf/DejaVuSans-Bold.ttf' },
  {
    family: 'Noto Sans JP',
    weight: 400,
    package: '@expo-google-fonts/noto-sans-jp',
    file: '400Regular/NotoSansJP_400Regular.ttf',
  },
  {
    family: 'Noto Sans JP',
    weight: 700,
    package: '@expo-google-fonts/noto-sans-jp',
    file: '700Bold/NotoSansJP_700Bold.ttf',
  },
];

/** Japanese and its punctuation; what is none of it is left to DejaVu Sans. */
const JAPANESE = /[\u2e80-\uffef]/u;

/** Of plain files, which native code reads too. */
const require = createRequire(plainFile(import.meta.filename));

/** A font with only the glyphs of a text; the package brings no types. */
type SubsetFont = (
  font: Buffer,
  text: string,
  options: { readonly targetFormat: 'woff2' },
) => Promise<Buffer>;

function fileOf({ package: name, file }: Font): string {
  return path.join(path.dirname(require.resolve(`${name}/package.json`)), file);
}

export function fontFiles(): string[] {
  return FONTS.map(fileOf);
}

/**
 * @font-face rules with the letters of this text as data. Noto Sans JP is left out where nothing is Japanese; where
 * something is, it has all letters, since a Japanese page sets Latin words in it too.
 */
export async function fontFaces(text: string): Promise<string> {
  // Loaded when it is needed: most processes embed no font.
  const subsetFont = require('subset-font') as SubsetFont;
  const isJapanese = JAPANESE.test(text);
  const letters = [...new Set(text)].join('');
  const rules = await Promise.all(
    FONTS.filter(({ family }) => isJapanese || family !== 'Noto Sans JP').map(async (font) => {
      const bytes = await subsetFont(await readFile(fileOf(font)), letters, { targetFormat: 'woff2' });
      const source = `url(data:font/woff2;base64,${bytes.toString('base64')}) format('woff2')`;
      return `@font-face { font-family: '${font.family}'; font-weight: ${font.weight}; src: ${source}; }`;
    }),
  );
  return rules.join('\n');
}
