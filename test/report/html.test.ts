import { expect, test } from 'vitest';
import { DEFAULT_THRESHOLDS } from '../../src-main/analysis/labels/thresholds.ts';
import { documentOf, tag } from '../../src-main/report/html/markup.ts';
import { curvesSection } from '../../src-main/report/html/curves-section.ts';
import { reportPage } from '../../src-main/report/html/report.ts';
import { wordsOf, type Language } from '../../src-main/report/language/language.ts';
import type { StudyInfo } from '../../src-main/study/study-reader.ts';
import type { RunRow } from '../../src-main/records/types.ts';
import { analysed, planned, sampleRuns } from './sample.ts';

const INFO: StudyInfo = {
  version: 1,
  name: 'made <b>bold</b> & "quoted"',
  createdAt: '2026-01-02T03:04:05.000Z',
  spec: { name: '</style><script>alert(1)</script>' },
  text: {
    name: 'made',
    sha256: '00',
    bytes: 1,
    tokens: 1,
    vocabulary: 'character',
    vocabularySize: 64,
    unigramEntropy: 3,
  },
  baseline: 'bf16-mixed',
  recipes: ['bf16-mixed', 'fp8-unscaled'],
  thresholds: DEFAULT_THRESHOLDS,
  environments: [{ device: 'wasm', node: 'v24' }],
};
const reportOf = (runs: readonly RunRow[], language: Language = 'en') => {
  const curve = () => Float32Array.of(4, 3, 2);
  const analysis = analysed(runs);
  const source = {
    info: INFO,
    runs,
    analysis,
    curve,
    actions: () => [],
    ladder: null,
    words: wordsOf(language),
  };
  return documentOf(reportPage(source), '');
};

test('the report runs no script, fetches nothing, and escapes what it is given', () => {
  const html = reportOf(sampleRuns());
  expect(html).not.toMatch(/<script|<b>bold|javascript:|\bon\w+=/i);
  expect(html).not.toMatch(/(src|href)="(?!#)/);
  expect(html).toContain('made &lt;b&gt;bold&lt;/b&gt; &amp; &quot;quoted&quot;');
});

test('first what a manager needs, then the same in numbers, maps, costs, curves, methods, limits; the rest as an appendix', () => {
  const html = reportOf(sampleRuns());
  const order = [
    'class="lead',
    'Evidence: ',
    'Next step: ',
    'In numbers',
    'Staged plan',
    'Edges: learning rate at which',
    'Shift of the edge',
    'The maps',
    'What the cost rests on',
    'Expected cost',
    'Measured by this study',
    'Assumed, or said by you',
    'Curves',
    'Methods',
    'Limits',
    'Appendix',
    'Regions',
    'Cells that differ',
    'Sensitivity',
    'Spikes and sharpness',
    'Thresholds',
    'Session 1',
  ];
  const places = order.map((text) => html.indexOf(text));
  expect(places.every((place) => place > 0)).toBe(true);
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  expect(html).toContain('Emulated precision');
});

test('text is escaped, fragments are not', () => {
  expect(tag('p', { title: '"' }, 'a < b ', tag('b', {}, 'c')).html).toBe(
    '<p title="&quot;">a &lt; b <b>c</b>\n</p>\n',
  );
});

test('curves of which some runs are not trained yet say “so far”, and those that were not kept are counted', () => {
  const curvesOf = (
    runs: readonly RunRow[],
    curve: () => Float32Array | null = () => Float32Array.of(4, 3),
  ) => {
    const analysis = analysed(runs);
    const source = {
      info: INFO,
      runs,
      analysis,
      curve,
      actions: () => [],
      ladder: null,
      words: wordsOf('en'),
    };
    return documentOf({ language: 'en', title: '', style: '', body: curvesSection(source, null) }, '');
  };
  const runs = sampleRuns();
  expect(curvesOf(runs)).not.toContain('So far');
  expect(
    curvesOf(
      runs.map((run) =>
        run.seed === 0 && run.learningRate === 0.1
          ? planned(run.id, run.recipe, run.learningRate, run.rowValue, run.seed)
          : run,
      ),
    ),
  ).toContain('So far');
  let asked = 0;
  expect(curvesOf(runs, () => (asked++ === 0 ? null : Float32Array.of(4, 3)))).toMatch(
    /1 of \d+ runs has no curves/,
  );
});
