// Rows that were left out are told where the result is told, and marked where they would have been.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { analyze } from '../../../src-main/analysis/grid/analyze.ts';
import { packAnalysis, unpackAnalysis } from '../../../src-main/contract/packed-analysis.ts';
import { exportStudy } from '../../../src-main/report/export-study.ts';
import { figureFacts } from '../../../src-main/report/figures/facts.ts';
import { mapFigure } from '../../../src-main/report/figures/map.ts';
import { differenceScene } from '../../../src-main/report/figures/scene/difference-scene.ts';
import { stackScene } from '../../../src-main/report/figures/scene/stack-scene.ts';
import { surfaceScene } from '../../../src-main/report/figures/scene/surface-scene.ts';
import { ENGLISH, wordsOf } from '../../../src-main/report/language/language.ts';
import { renderMaps } from '../../../src-main/report/terminal.ts';
import { analyzeStudy } from '../../../src-main/study/analyze-study.ts';
import { importStudy } from '../../../src-main/study/import/create.ts';
import { guessMapping } from '../../../src-main/study/import/guess/guess.ts';
import { readTable } from '../../../src-main/study/import/read.ts';
import { openStudy } from '../../../src-main/study/study.ts';
import { caseFile, textFile } from './cases-support.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'precipice-left-out-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('rows without a loss that are left out are counted by learning rate under the map and marked in their cells', () => {
  const file = path.join(folder, 'empty.precipice');
  const source = caseFile('pandas-nan-is-empty.csv');
  importStudy(file, source, { ...guessMapping(readTable(source)), vocabulary: 65, emptyLoss: 'left-out' });
  const study = openStudy(file, 'read');
  const facts = figureFacts(study.info(), study.outcomes(), ENGLISH);
  // By the truth: two of bf16 and six of fp8 at 3e-2, three of fp8 at 1e-2.
  expect(facts.data).toContain(
    '11 rows were left out and might have been runs: 8 at learning rate 3e-2, 3 at learning rate 1e-2',
  );
  expect(figureFacts(study.info(), study.outcomes(), wordsOf('ja')).data).toContain('11行を除外');
  const svg = mapFigure(analyzeStudy(study), {
    title: 'x',
    theme: 'light',
    value: 'unstable',
    guides: false,
    tailCeiling: null,
    facts,
    words: ENGLISH,
  });
  // bf16 at batch 16; fp8 at 3e-2 with both batch sizes and at 1e-2 with one: four cells.
  expect(marksOf(svg)).toHaveLength(4);
  study.close();
});

/** On the map itself: its legend has one more. */
const marksOf = (svg: string) => svg.split('class="legend"')[0]!.match(/class="left-out"/g);

const EXPORT = {
  figure: null,
  theme: 'light',
  colour: 'unstable',
  height: 'stable',
  recipe: null,
  versus: null,
  camera: { projection: 'perspective', azimuth: 30, elevation: 30 },
  language: 'en',
  decide: null,
} as const;

/** Two recipes at five learning rates that were read and one, 3e-2, all of whose rows were left out, as was one of fp8 at 3e-3. */
describe('rows that are left out, of one learning rate as a whole', () => {
  const RATES = [1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2];
  const lossOf = (recipe: string, rate: number, seed: number) =>
    rate === 3e-2 || (recipe === 'fp8' && rate === 3e-3 && seed === 0)
      ? ''
      : rate > (recipe === 'fp8' ? 5e-3 : 2e-2)
        ? 5
        : 2.2 + seed / 100;
  const rows = ['bf16', 'fp8'].flatMap((recipe) =>
    RATES.flatMap((rate) =>
      [0, 1, 2].map((seed) => `${rate},16,${seed},${recipe},${lossOf(recipe, rate, seed)}`),
    ),
  );
  const source = textFile(['lr,batch_size,seed,precision,final_loss', ...rows].join('\n'));
  const file = path.join(folder, 'whole.precipice');
  importStudy(file, source, { ...guessMapping(readTable(source)), vocabulary: 65, emptyLoss: 'left-out' });
  const study = openStudy(file, 'read');
  const analysis = analyzeStudy(study);
  const facts = figureFacts(study.info(), study.outcomes(), ENGLISH);
  afterAll(() => study.close());

  const leftOut = (recipe: string) =>
    analysis.recipes.find((map) => map.recipe === recipe)!.cells[0]!.map((cell) => cell.leftOut);

  test('are places of the grid, though no run is there', () => {
    expect(analysis.learningRates).toEqual(RATES);
    expect(leftOut('bf16')).toEqual([0, 0, 0, 0, 0, 3]);
    expect(leftOut('fp8')).toEqual([0, 0, 0, 1, 0, 3]);
    expect(analysis.recipes.every(({ cells }) => cells[0]!.at(-1)!.finished === 0)).toBe(true);
    expect(unpackAnalysis(packAnalysis(analysis))).toEqual(analysis);
  });

  test('move no edge and no area, and widen what the study may conclude', () => {
    const without = analyze(study.outcomes(), { ...study.info(), thresholds: analysis.thresholds });
    expect(analysis.recipes.map(({ edges, area }) => [edges, area])).toEqual(
      without.recipes.map(({ edges, area }) => [edges, area]),
    );
    expect(without.bounds).toBeNull();
    expect(analysis.bounds).not.toBeNull();
    expect(analysis.recipes.map(({ missing }) => missing.leftOut)).toEqual([3, 4]);
  });

  const options = {
    title: 'x',
    theme: 'light',
    value: 'unstable',
    guides: false,
    tailCeiling: null,
    facts,
    words: ENGLISH,
  } as const;

  test('are marked on the map, in the words of their cells and in its legend', () => {
    const svg = mapFigure(analysis, options);
    expect(marksOf(svg)).toHaveLength(4 - 1);
    expect(svg).toContain('3 rows of the imported file left out');
    expect(svg).toContain('rows that an import left out');
    expect(svg).toContain('7 rows were left out and might have been runs: 6 at learning rate 3e-2');
    expect(svg).not.toContain('not part of the plan');
  });

  test('lie beyond an edge that is beyond the tested rates: they do not look like a part of what is stable', () => {
    const [panel] = mapFigure(analysis, options).split('data-recipe="fp8"');
    expect(analysis.recipes[0]!.edges[0]!.side).toBe('above');
    const place = /data-learning-rate="0\.03".*?<rect x="([\d.]+)"/.exec(panel!)![1]!;
    expect(panel).toMatch(new RegExp(`class="edge".*?<path d="M${place} `));
  });

  test('are marked on a map of so many cells that none has an element of its own', () => {
    const many = Array.from({ length: 2200 }, (_, i) => 1e-5 * 1.005 ** i);
    const outcomes = study.outcomes();
    const [run] = outcomes;
    const absent = [{ recipe: 'fp8', learningRate: many[7]!, rowValue: 16, rows: 2 }];
    const crowded = analyze([...outcomes, ...many.map((learningRate) => ({ ...run!, learningRate }))], {
      baseline: 'bf16',
      thresholds: analysis.thresholds,
      absent,
    });
    const svg = mapFigure(crowded, options);
    expect(svg).not.toContain('class="cell ');
    expect(marksOf(svg)).toHaveLength(1);
  });

  test('are marked on what stands for their cells in every 3D picture, with a legend', () => {
    const scenes = [
      surfaceScene(analysis, {
        recipe: 'fp8',
        versus: null,
        height: 'stable',
        colour: 'unstable',
        theme: 'light',
        words: ENGLISH,
      }),
      stackScene(analysis, { theme: 'light', words: ENGLISH }),
      differenceScene(analysis, { recipe: 'fp8', versus: 'bf16', theme: 'light', words: ENGLISH }),
    ];
    for (const { marks, legend, blocks } of scenes) {
      const columns = new Set(marks.filter(({ kind }) => kind === 'left-out').map(({ column }) => column));
      expect(columns).toEqual(new Set([3, 5]));
      expect(legend.map(({ text }) => text)).toContain('rows that an import left out');
      expect(blocks.some(({ column, cell }) => column === 5 && cell.leftOut === 3)).toBe(true);
    }
  });

  test('are marked on the terminal', () => {
    const lines = renderMaps(analysis, { color: false, width: 200 });
    expect(lines.match(/△3/g)).toHaveLength(2);
    expect(lines.match(/△1/g)).toHaveLength(1);
    expect(lines).toContain('△: rows that an import left out');
  });

  test('are lines of the CSV and numbers of the JSON, and stand in the report', async () => {
    const exported = async (format: 'csv' | 'json' | 'html') => {
      const made = await exportStudy(study, { ...EXPORT, format }, () => Promise.reject(new Error('no PDF')));
      return new TextDecoder().decode(made.bytes);
    };
    const lines = (await exported('csv')).split('\n').filter((line) => line.includes(',left-out,'));
    expect(lines).toHaveLength(7);
    expect(lines[0]).toMatch(/^bf16,0\.03,16,,left-out,,left out at the import: no-loss,/);
    const json = JSON.parse(await exported('json')) as { analysis: typeof analysis };
    expect(json.analysis.recipes[1]!.cells[0]!.map((cell) => cell.leftOut)).toEqual(leftOut('fp8'));
    const page = await exported('html');
    expect(page.match(/class="left-out"/g)!.length).toBeGreaterThanOrEqual(3);
    // The verdict names them among what it rests on.
    expect(page).toContain('7 rows left out of the import');
    expect(page).toContain('7 rows were left out and might have been runs: 6 at learning rate 3e-2');
  });
});
