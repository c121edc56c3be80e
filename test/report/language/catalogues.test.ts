// The catalogues against each other, and the fonts that draw them.
import { describe, expect, test } from 'vitest';
import { fontFaces } from '../../../src-main/report/fonts.ts';
import { textWidth, wrapText } from '../../../src-main/report/figures/text.ts';
import { wordsOf } from '../../../src-main/report/language/language.ts';
import { svgToPng } from '../../../src-main/report/png.ts';

type Entry = readonly [string, unknown];

function entriesOf(part: unknown, at = ''): Entry[] {
  if (typeof part !== 'object' || part === null) return [[at, part]];
  return Object.entries(part).flatMap(([key, value]) => entriesOf(value, `${at}.${key}`));
}

const JAPANESE = /[\u3040-\u30ff\u4e00-\u9fff]/;
/** Said the same way in Japanese, or shorter than a word. */
const SAME = [
  ...['.language', '.decision.status.go', '.decision.status.no-go', '.numbers.money.divisor'],
  ...['fp32', 'tf32', 'bf16-mixed', 'fp16-mixed', 'mxfp8'].map((name) => `.manager.recipes.${name}`),
];

test('the catalogues have the same entries, lists of the same length among them', () => {
  const keys = (language: 'en' | 'ja') => entriesOf(wordsOf(language)).map(([key]) => key);
  expect(keys('ja')).toEqual(keys('en'));
});

test('no sentence of the Japanese catalogue was left in English', () => {
  const left = entriesOf(wordsOf('ja')).filter(
    ([key, value]) =>
      typeof value === 'string' && value !== '' && !JAPANESE.test(value) && !SAME.includes(key),
  );
  expect(left).toEqual([]);
});

describe('lines of Japanese', () => {
  test('are broken between characters, never before a full stop or a closing bracket', () => {
    const text = '学習率とバッチサイズごとの不安定な実行の割合、安定限界（LR50）とその区間。';
    for (const width of [60, 80, 100, 130, 170]) {
      const lines = wrapText(text, width, 10);
      expect(lines.join('')).toBe(text);
      for (const line of lines) {
        expect(line).not.toMatch(/^[、。）」ー]/);
        expect(line).not.toMatch(/[（「]$/);
        // A mark that may not begin a line may stand beyond its end.
        expect(textWidth(line, 10)).toBeLessThanOrEqual(width + 20);
      }
    }
  });

  test('keep short words in brackets and the ends of a range together', () => {
    expect(wrapText('安定領域の面積は103%（96〜110%）', 150, 10)).toEqual([
      '安定領域の面積は103%',
      '（96〜110%）',
    ]);
    expect(wrapText('区間は−1.17〜−0.87桁', 80, 10)).toEqual(['区間は', '−1.17〜−0.87桁']);
  });

  test('keep the spaces of Latin words among them', () => {
    expect(wrapText('FP8 の token efficiency は q', 1000, 10)).toEqual(['FP8 の token efficiency は q']);
  });
});

describe('fonts', () => {
  const picture = (text: string) =>
    svgToPng(
      `<svg xmlns="http://www.w3.org/2000/svg" width="60" height="30" font-family="'DejaVu Sans', sans-serif"><text x="2" y="22">${text}</text></svg>`,
    );

  test('draw Japanese without any font of the machine: two letters are two pictures', () => {
    expect(picture('学')).not.toEqual(picture('習'));
    expect(picture('学')).toEqual(picture('学'));
  });

  test('go into a page as the letters it needs, and Noto Sans JP only where it is Japanese', async () => {
    const english = await fontFaces('Stable area');
    expect(english.match(/@font-face/g)).toHaveLength(2);
    expect(english).not.toContain('Noto');
    const japanese = await fontFaces('安定領域');
    expect(japanese.match(/@font-face/g)).toHaveLength(4);
    // Four letters of a font of 5.4 MB.
    expect(japanese.length).toBeLessThan(40_000);
  });
});
