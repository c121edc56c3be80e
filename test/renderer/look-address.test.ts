import { expect, test } from 'vitest';
import { lookOf, lookQuery, type Look } from '../../src-renderer/study/look-address.ts';
import { firstSettings } from '../../src-renderer/study/map-settings.ts';
import { turned } from '../../src-renderer/study/turning.ts';
import { analysed, sampleRuns } from '../report/sample.ts';

const ANALYSIS = analysed(sampleRuns());
const FIRST: Look = { settings: firstSettings(ANALYSIS), pinned: null };

test('what is as at first leaves the address as it is', () => {
  expect(lookQuery(FIRST, ANALYSIS)).toBe('');
  expect(lookOf('', ANALYSIS)).toEqual(FIRST);
});

test('view, recipes, measures, camera and pin come back from the address as they went into it', () => {
  const look: Look = {
    settings: {
      kind: 'surface',
      recipe: 'bf16-mixed',
      versus: null,
      height: 'tail',
      colour: 'margin',
      guides: false,
      upTo: 'bf16-mixed',
      flat: 'all',
      camera: { projection: 'orthographic', azimuth: -63.4, elevation: 12.5 },
    },
    pinned: {
      recipe: 'fp8-unscaled',
      learningRate: ANALYSIS.learningRates[1]!,
      rowValue: ANALYSIS.rowValues[0]!,
    },
  };
  expect(lookOf(lookQuery(look, ANALYSIS), ANALYSIS)).toEqual(look);
});

test.each([
  'view=cake',
  'flat=cake',
  'recipe=nothing&upTo=nothing',
  'camera=1',
  'camera=1,91',
  'camera=,20',
  'camera=1,2,fisheye',
  'pin=1e9,2,bf16-mixed',
  'pin=x',
])('%s, which this study does not have, is taken for not said', (query) => {
  expect(lookOf(query, ANALYSIS)).toEqual(FIRST);
});

test('a drag to the right turns the picture to the right, one down shows more of its top, and neither overturns it', () => {
  const from = { projection: 'perspective', azimuth: 170, elevation: 80 } as const;
  expect(turned(from, 100, 0).azimuth).toBeCloseTo(135, 9);
  expect(turned(from, -100, 0).azimuth).toBeCloseTo(-155, 9);
  expect(turned(from, 0, 100).elevation).toBe(90);
  expect(turned(from, 0, -1000).elevation).toBe(5);
});
