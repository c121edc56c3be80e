// Figures and tables of a made study whose outcomes are known.
import { Resvg } from '@resvg/resvg-js';
import { crc32 } from 'node:zlib';
import { expect, test } from 'vitest';
import type { GridAnalysis } from '../../src-main/analysis/grid/grid.ts';
import { DEFAULT_THRESHOLDS } from '../../src-main/analysis/labels/thresholds.ts';
import { csvNumber, runsCsv } from '../../src-main/report/csv.ts';
import { figureFacts } from '../../src-main/report/figures/facts.ts';
import { mapFigure } from '../../src-main/report/figures/map.ts';
import { studyJson } from '../../src-main/report/json.ts';
import { svgToPng, svgToSlide } from '../../src-main/report/png.ts';
import { renderMaps } from '../../src-main/report/terminal.ts';
import type { RunRow } from '../../src-main/records/types.ts';
import { analysed, sampleRuns } from './sample.ts';
import { ENGLISH } from '../../src-main/report/language/language.ts';

const runs = sampleRuns({ recipes: ['bf16-mixed', 'tensor <"&> wise'] });
const source = { text: { name: 'moby-dick' }, spec: {}, thresholds: DEFAULT_THRESHOLDS };
const options = {
  title: 'A <study> & more',
  theme: 'light',
  value: 'unstable',
  guides: true,
  tailCeiling: null,
  facts: figureFacts(source, runs, ENGLISH),
  words: ENGLISH,
} as const;

test('the CSV has its stable columns first, one line a run, and quotes what needs it', () => {
  const lines = runsCsv(runs).trimEnd().split('\n');
  expect(lines[0]).toMatch(
    /^recipe,learning_rate,batch_size,seed,state,label,reason,end_step,start_loss,tail_loss,val_loss,device,/,
  );
  expect(lines).toHaveLength(1 + runs.length);
  expect(lines.at(-1)).toMatch(/^"tensor <""&> wise",0.3,64,2,finished,/);
});

test('the CSV says what pairs say: the label of the twin, and the penalty where both train', () => {
  const place = { learningRates: [0.01], batchSizes: [8], seeds: [0] };
  const [base, own] = sampleRuns({ ...place, recipes: ['bf16-mixed', 'fp8'] });
  const study = { baseline: 'bf16-mixed', thresholds: DEFAULT_THRESHOLDS, spec: {} };
  const last = (fields: Partial<RunRow>) =>
    runsCsv([base!, { ...own!, validationLoss: base!.validationLoss! + 0.25, ...fields }], study)
      .trimEnd()
      .split('\n')
      .map((line) => line.split(',').slice(-3, -1).join());
  expect(last({})).toEqual(['twin_label,penalty', ',', 'ok,0.25']);
  expect(last({ label: 'collapsed' })[2]).toBe('ok,');
  expect(last({ state: 'planned', label: null })[2]).toBe(',');
  expect(runsCsv([base!, own!]).trimEnd()).toMatch(/,,,trained$/);
});

test('the JSON has the headline of every recipe but the baseline, with every number and interval', () => {
  const three = sampleRuns();
  const pieces = studyJson({
    info: { recipes: [] } as never,
    runs: three,
    analysis: analysed(three),
    details: null,
  });
  const { analysis } = JSON.parse([...pieces].join('')) as { analysis: GridAnalysis };
  expect(analysis.recipes.map(({ headline }) => headline === null)).toEqual([true, false, false]);
  for (const { headline } of analysis.recipes.slice(1)) {
    expect(Object.keys(headline!)).toEqual(['shift', 'failures', 'penalty', 'region', 'leftOut']);
    expect(headline!.failures).toMatchObject({ pairs: 72, interval: { low: expect.any(Number) as number } });
    expect(headline!.penalty.interval).not.toBeNull();
  }
  expect(analysis.visibility).toMatchObject({ negative: null, positiveControl: 'absent' });
});

test('numbers of the CSV read back, and say NaN and Inf', () => {
  expect([NaN, Infinity, -Infinity, -0, 0.1, 1e-7].map(csvNumber)).toEqual([
    'NaN',
    'Inf',
    '-Inf',
    '-0',
    '0.1',
    '1e-7',
  ]);
});

test('the map is well-formed SVG that escapes names, and says seeds, device, budget and precision', () => {
  const svg = mapFigure(analysed(runs), options);
  expect(() => new Resvg(svg)).not.toThrow();
  expect(svg).toContain('A &lt;study&gt; &amp; more');
  for (const fact of ['Emulated precision', 'equal steps', '3 seeds per cell', 'device: wasm']) {
    expect(svg).toContain(fact);
  }
  expect(svg).toContain('0/3');
});

test('a map of one cell, and one with no finished run, can be drawn', () => {
  const one = sampleRuns({ recipes: ['bf16-mixed'], learningRates: [0.01], batchSizes: [8], seeds: [0] });
  const none = one.map((run) => ({ ...run, state: 'planned' as const, label: null, tailLoss: null }));
  for (const some of [one, none]) {
    expect(() => new Resvg(mapFigure(analysed(some), options))).not.toThrow();
    expect(renderMaps(analysed(some))).toContain('bf16-mixed');
  }
});

test('a slide holds the whole figure, in the middle of the colour of its page', () => {
  const slide = Buffer.from(svgToSlide(mapFigure(analysed(runs), options), '#123456'));
  expect([slide.readUInt32BE(16), slide.readUInt32BE(20)]).toEqual([1920, 1080]);
  const square =
    '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10" viewBox="0 0 10 10"><rect width="10" height="10" fill="#ff0000"/></svg>';
  const { pixels, width } = new Resvg(pngAsSvg(svgToSlide(square, '#123456'))).render();
  const at = (x: number, y: number) => [...pixels.subarray(4 * (y * width + x), 4 * (y * width + x) + 3)];
  expect(at(5, 540)).toEqual([0x12, 0x34, 0x56]);
  expect(at(960, 540)).toEqual([0xff, 0, 0]);
});

test('a PNG records 300 dots per inch', () => {
  const png = Buffer.from(svgToPng(mapFigure(analysed(runs), options)));
  const at = png.indexOf('pHYs');
  expect(png.subarray(1, 4).toString()).toBe('PNG');
  expect(png.readUInt32BE(at + 4)).toBe(11811);
  expect(png.readUInt32BE(at + 13)).toBe(crc32(png.subarray(at, at + 13)));
});

/** A slide as the picture of an SVG, by which its pixels can be read. */
function pngAsSvg(png: Uint8Array): string {
  const data = Buffer.from(png).toString('base64');
  return `<svg xmlns="http://www.w3.org/2000/svg" width="1920" height="1080"><image width="1920" height="1080" href="data:image/png;base64,${data}"/></svg>`;
}
