// One value of every recipe and study in one panel, side by side by recipe: edges, or penalties. Pure.
import { ticks } from 'd3-array';
import type { GridAnalysis, RecipeMap } from '../../../analysis/grid/grid.ts';
import type { Words } from '../../language/language.ts';
import { formatEdge, formatNats } from '../../language/numbers.ts';
import type { Box } from '../marks.ts';
import { paddedEnds } from '../padded-ends.ts';
import { rateTicks } from '../rate-ticks.ts';
import { edgeWords, isOpen, OPEN_DASHES, SMALL_MAP_SIZE } from '../small-map.ts';
import { element, label, polyline, titled, type Svg } from '../svg.ts';
import { fitText, textWidth } from '../text.ts';
import type { Theme } from '../theme.ts';
import { valueRules } from '../value-rules.ts';
import { mapOf, type ComparedStudy } from './compared-study.ts';
import { studyDot } from './study-dot.ts';

/** One value of a recipe in a study. */
interface Value {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** Nothing bounds it at an end, or at both. */
  readonly isOpen: boolean;
  /** It lies beyond the tested rates, at this end. */
  readonly beyond: 'above' | 'below' | null;
  readonly text: string;
}

export interface ValuePanel {
  readonly heading: string;
  readonly isEdges: boolean;
  readonly valuesOf: (map: RecipeMap, analysis: GridAnalysis, words: Words) => readonly Value[];
}

/** log10 of LR50, one a row; an open interval, and an edge beyond the tested rates, reach to their end. */
export function edgePanel({ comparison }: Words): ValuePanel {
  return {
    heading: comparison.edges,
    isEdges: true,
    valuesOf: ({ edges }, { learningRates }, words) => {
      const ends = [learningRates[0], learningRates.at(-1)] as const;
      const log = (rate: number) => Math.log10(Math.min(ends[1]!, Math.max(ends[0]!, rate)));
      return edges.flatMap(({ learningRate, side, interval }): Value[] => {
        if (side === 'above' || side === 'below') {
          const value = log(side === 'above' ? Infinity : 0);
          const text = words.comparison.beyond[side];
          return [{ value, low: value, high: value, isOpen: true, beyond: side, text }];
        }
        if (learningRate === null || interval === null) return [];
        const text = edgeWords(learningRate, interval);
        const [low, high] = [log(interval.low), log(interval.high)];
        return [{ value: Math.log10(learningRate), low, high, isOpen: isOpen(interval), beyond: null, text }];
      });
    },
  };
}

/** Nats. */
export function penaltyPanel({ comparison }: Words): ValuePanel {
  return {
    heading: comparison.penalties,
    isEdges: false,
    valuesOf: ({ headline }) => {
      const nats = headline?.penalty.nats ?? null;
      if (nats === null) return [];
      const interval = headline!.penalty.interval;
      const arm = interval === null ? null : (interval.high - interval.low) / 2;
      const { low, high } = interval ?? { low: nats, high: nats };
      const text = formatNats(nats, arm);
      return [{ value: nats, low, high, isOpen: interval === null, beyond: null, text }];
    },
  };
}

const SLANT = 0.5;
const LONGEST_NAME = 150;

/** Pixels below a panel `width` wide for the names of recipes, which are turned where they are too long to stand side by side. */
export function namesBelow(recipes: readonly string[], width: number): number {
  const longest = Math.max(0, ...recipes.map((recipe) => textWidth(recipe, SMALL_MAP_SIZE)));
  return isTurned(recipes, width) ? 16 + Math.min(LONGEST_NAME, longest) * SLANT : 26;
}

function isTurned(recipes: readonly string[], width: number): boolean {
  const slot = width / Math.max(1, recipes.length);
  return recipes.some((recipe) => textWidth(recipe, SMALL_MAP_SIZE) > slot - 6);
}

export function drawValues(
  studies: readonly ComparedStudy[],
  recipes: readonly string[],
  { heading, isEdges, valuesOf }: ValuePanel,
  box: Box,
  { theme, words }: { readonly theme: Theme; readonly words: Words },
): Svg[] {
  const points = studies.flatMap(({ name, analysis }, study) =>
    recipes.flatMap((recipe, index) => {
      const map = mapOf(analysis, recipe);
      const values = map ? valuesOf(map, analysis, words) : [];
      return values.map((value, row) => ({ ...value, name, study, recipe, index, row, rows: values.length }));
    }),
  );
  const ends = [...points.flatMap(({ low, high }) => [low, high]), ...(isEdges ? [] : [0])];
  const { low: bottom, high: top } = paddedEnds(ends, 0.08, 1e-3);
  const y = (value: number) => box.y + (box.height * (top - value)) / (top - bottom);
  const slot = box.width / Math.max(1, recipes.length);
  const marks = isEdges ? rateTicks(bottom, top) : ticks(bottom, top, 5);
  return [
    label(fitText(heading, box.width, 12, true), box.x, box.y - 10, {
      'font-size': 12,
      'font-weight': 'bold',
    }),
    element('rect', { ...box, fill: theme.panel }),
    ...valueRules(
      box,
      {
        values: marks,
        text: (value) => (isEdges ? formatEdge(10 ** value) : formatNats(value, null)),
        hasZero: !isEdges,
      },
      y,
      SMALL_MAP_SIZE,
      theme,
    ),
    ...recipes.map((recipe, index) =>
      recipeName(
        recipe,
        box.x + slot * (index + 0.5),
        box.y + box.height,
        isTurned(recipes, box.width),
        theme,
      ),
    ),
    ...points.map(
      ({ value, low, high, isOpen: open, beyond, text, name, study, recipe, index, row, rows }) => {
        const place = (study + (row + 1) / (rows + 1)) / studies.length;
        const x = box.x + slot * (index + 0.1 + 0.8 * place);
        return element(
          'g',
          {},
          low !== high &&
            element('path', {
              d: polyline([
                [x, y(low)],
                [x, y(high)],
              ]),
              stroke: studyDot(study, theme).stroke,
              'stroke-width': 1.4,
              'stroke-dasharray': open ? OPEN_DASHES : undefined,
            }),
          beyond === null
            ? element('circle', { cx: x, cy: y(value), r: 3, ...studyDot(study, theme) })
            : element('path', { d: triangle(x, y(value), beyond), ...studyDot(study, theme) }),
          titled(`${name}, ${recipe}: ${text}`),
        );
      },
    ),
  ];
}

function recipeName(recipe: string, x: number, bottom: number, turned: boolean, theme: Theme): Svg {
  const style = { 'font-size': SMALL_MAP_SIZE, fill: theme.quiet };
  if (!turned) return label(recipe, x, bottom + 16, { ...style, 'text-anchor': 'middle' });
  const [at, y] = [x + 4, bottom + 12];
  return label(fitText(recipe, LONGEST_NAME, SMALL_MAP_SIZE), at, y, {
    ...style,
    'text-anchor': 'end',
    transform: `rotate(-30 ${at.toFixed(1)} ${y.toFixed(1)})`,
  });
}

/** Points up where the edge is above the tested rates, down where it is below. */
function triangle(x: number, y: number, side: 'above' | 'below'): string {
  const back = side === 'above' ? 6 : -6;
  return `${polyline([
    [x, y],
    [x - 4, y + back],
    [x + 4, y + back],
  ])}Z`;
}
