// The report as a face asks for it: with the reader's recipe, costs and language, printed by what the face prints with.
import path from 'node:path';
import { expect, test } from 'vitest';
import type { InputOf } from '../../src-main/contract/contract.ts';
import { createCore } from '../../src-main/api/core.ts';
import { temporaryFolder, testCore } from './support.ts';

const EXAMPLE = path.resolve('resources/example.precipice');
const REPORT: Omit<InputOf<'study.export'>, 'id'> = {
  format: 'html',
  figure: null,
  theme: 'light',
  colour: 'unstable',
  height: 'stable',
  recipe: null,
  versus: null,
  camera: { projection: 'perspective', azimuth: 30, elevation: 30 },
};

test('the report decides on the recipe and with the costs that it is given, in the language that is asked for', async () => {
  const core = testCore();
  const { id } = await core.call('library.add', { path: EXAMPLE });
  const slow = { low: 0.8, value: 0.8, high: 0.8 };
  const decide = { recipe: 'fp8-unscaled', inputs: { speedup: slow } };
  const { bytes, fileName } = await core.call('study.export', { id, ...REPORT, decide, language: 'ja' });
  const html = new TextDecoder().decode(bytes);
  expect(fileName).toBe('example.html');
  expect(html).toContain('<html lang="ja">');
  expect(html).toContain('No-Go：fp8-unscaled（根拠：');
});

test('costs that make no sense, a recipe and a language that are not there, are refused in a sentence', async () => {
  const core = testCore();
  const { id } = await core.call('library.add', { path: EXAMPLE });
  const refusal = (changes: Record<string, unknown>) =>
    core.refusal('study.export', { id, ...REPORT, ...changes });
  const backwards = { hours: { low: 5, value: 2, high: 9 } };
  expect(await refusal({ decide: { recipe: null, inputs: backwards } })).toBe(
    'hours is 5:2:9; it must be in the order low:value:high.',
  );
  expect(await refusal({ decide: { recipe: 'fp4', inputs: {} } })).toContain(
    'recipe is "fp4"; it must be a recipe of this study: bf16-mixed,',
  );
  const search = { lowestRate: 1e-9, highestRate: 1e-3, rowValues: [8] };
  expect(await refusal({ decide: { recipe: null, inputs: {}, search } })).toMatch(
    /^searchRates is 1e-9:0.001; it must lie within the tested learning rates/,
  );
  expect(await refusal({ language: 'de' })).toContain('language');
});

test('a PDF is printed by what the face gives, from a page that needs nothing else', async () => {
  const printed: string[] = [];
  const core = createCore({
    libraryFolder: temporaryFolder(),
    reveal: null,
    readOnly: false,
    runsCommands: false,
    printPdf: (html) => {
      printed.push(html);
      return Promise.resolve(new TextEncoder().encode('%PDF-'));
    },
  });
  const added = await core.router.call('library.add', { path: EXAMPLE }, { readOnly: false });
  const { id } = (added as unknown as { result: { id: string } }).result;
  for (const figure of [null, 'map'] as const) {
    const input = { id, ...REPORT, format: 'pdf', figure };
    const answer = await core.router.call('study.export', input, { readOnly: false });
    expect(answer).toMatchObject({ kind: 'result', result: { mediaType: 'application/pdf' } });
  }
  expect(printed).toHaveLength(2);
  for (const html of printed) {
    expect(html).toContain("@font-face { font-family: 'DejaVu Sans'");
    expect(html).not.toMatch(/(src|href)="(?!#)|url\((?!data:|#)/);
  }
});
