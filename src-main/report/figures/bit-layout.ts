// What a recipe rounds, as a picture: for every precision it uses, the bits of the format (sign, exponent, mantissa), how it
// is scaled, in words, and the sites of a training step that use it. Sites of the same precision share a row.
import type { Precision } from '../../formats/precision.ts';
import type { Format } from '../../formats/format.ts';
import { parseFormat } from '../../formats/format.ts';
import { layoutOf, type BlockScales, type TensorScale } from '../../formats/scaling.ts';
import { isDynamic, type LossScale } from '../../recipes/loss-scale.ts';
import type { Accumulation, LinearPrecision, Recipe } from '../../recipes/recipe.ts';
import { element, label, svgDocument, type Svg } from './svg.ts';
import { textWidth, wrapText } from './text.ts';
import { lineColour, THEMES, type Theme, type ThemeName } from './theme.ts';

export interface BitLayoutOptions {
  readonly theme: ThemeName;
  /** Makes ids unique on a page. */
  readonly idPrefix: string;
  /** In pixels; at least 320. */
  readonly width: number;
}

/** One precision (null: float32, untouched) and the sites that use it, in words. */
export interface PrecisionRow {
  readonly precision: Precision | null;
  readonly words: string;
  readonly sites: string;
}

const FLOAT32 = parseFormat('fp32');
const SIZE = 12;
const LINE = 15;
const BIT = { width: 7, height: 11 };
const GAP = 8;

export function bitLayoutFigure(recipe: Recipe, options: BitLayoutOptions): string {
  const { width, idPrefix } = options;
  const theme = THEMES[options.theme];
  const rows = precisionRows(recipe);
  let top = 2;
  const drawn = rows.map((row) => {
    const { svg, height } = drawRow(row, top, width, theme);
    top += height + GAP;
    return svg;
  });
  const notes = [
    accumulationWords(recipe.accumulation),
    hadamardWords(recipe.hadamard),
    lossScaleWords(recipe.lossScale),
  ].filter((words) => words !== null);
  const said = notes.map((words) => {
    const line = label(words, 0, top + 10, { 'font-size': SIZE, fill: theme.quiet });
    top += LINE + GAP;
    return line;
  });
  return svgDocument(
    {
      width,
      height: top - GAP + 4,
      idPrefix,
      title: `What ${recipe.name} rounds`,
      description: [...rows.map(({ words, sites }) => `${words}: ${sites}`), ...notes]
        .map((part) => `${part}.`)
        .join(' '),
      background: 'none',
      ink: theme.ink,
    },
    drawn,
    said,
  );
}

/** Products accumulate in float32 unless the recipe says otherwise. */
function accumulationWords(accumulation: Accumulation | null): string | null {
  if (accumulation === null) return null;
  const { bits: significand, promoteEvery } = accumulation;
  return `Sums keep ${significand} bits, added to FP32 every ${promoteEvery} terms`;
}

function hadamardWords(points: Recipe['hadamard']): string | null {
  return points === null ? null : `Weight gradients: Hadamard transform of ${points} tokens`;
}

function lossScaleWords(scale: LossScale | null): string | null {
  if (scale === null || scale === 1) return null;
  if (!isDynamic(scale)) return `The gradient of the loss is multiplied by ${scale}`;
  const { initial, growthInterval } = scale;
  return `The loss scale is ${initial} at first, halved by every overflow, doubled after ${growthInterval} steps without one`;
}

function drawRow(
  row: PrecisionRow,
  top: number,
  width: number,
  theme: Theme,
): { readonly svg: Svg; readonly height: number } {
  const format = row.precision?.cast.format ?? FLOAT32;
  const right = bitCount(format) * BIT.width + 8;
  const beside = wrapText(row.words, width - right, SIZE);
  const below = wrapText(row.sites, width, SIZE);
  const head = Math.max(BIT.height + 3, beside.length * LINE);
  const svg = element(
    'g',
    { class: 'precision', 'font-size': SIZE },
    drawBits(format, 0, top, theme),
    beside.map((text, index) => label(text, right, top + 10 + index * LINE)),
    below.map((text, index) => label(text, 0, top + head + 10 + index * LINE, { fill: theme.quiet })),
  );
  return { svg, height: head + below.length * LINE };
}

const BIT_KINDS = ['sign', 'exponent', 'mantissa'] as const;
type BitKind = (typeof BIT_KINDS)[number];

function bitsOf({ signed, exponentBits, mantissaBits }: Format): BitKind[] {
  return [
    ...(signed ? (['sign'] as const) : []),
    ...Array.from({ length: exponentBits }, () => 'exponent' as const),
    ...Array.from({ length: mantissaBits }, () => 'mantissa' as const),
  ];
}

function bitCount(format: Format): number {
  return bitsOf(format).length;
}

function drawBits(format: Format, x: number, y: number, theme: Theme): Svg[] {
  return bitsOf(format).map((kind, index) => drawBit(kind, x + index * BIT.width, y, theme));
}

/** The kinds differ without colour too: filled dark, filled, hollow. */
function drawBit(kind: BitKind, x: number, y: number, theme: Theme): Svg {
  const colour = { sign: theme.ink, exponent: lineColour(0), mantissa: lineColour(1) }[kind];
  return element('rect', {
    x: x + 0.5,
    y: y + 0.5,
    width: BIT.width - 2.5,
    height: BIT.height - 1,
    fill: kind === 'mantissa' ? 'none' : colour,
    stroke: colour,
  });
}

/** The bits of one precision alone; null: float32. */
export function precisionFigure(
  precision: Precision | null,
  { theme, idPrefix }: Omit<BitLayoutOptions, 'width'>,
): string {
  const format = precision?.cast.format ?? FLOAT32;
  return svgDocument(
    {
      width: bitCount(format) * BIT.width,
      height: BIT.height + 2,
      idPrefix,
      title: precisionWords(precision),
      description: `${bitCount(format)} bits.`,
      background: 'none',
      ink: THEMES[theme].ink,
    },
    drawBits(format, 0, 1, THEMES[theme]),
  );
}

/** Which bits are which: one line, for all the pictures of a page. */
export function bitLegendFigure({ theme: name, idPrefix }: Omit<BitLayoutOptions, 'width'>): string {
  const theme = THEMES[name];
  let width = 0;
  const items = BIT_KINDS.map((kind) => {
    const at = width;
    width += BIT.width + 5 + textWidth(kind, SIZE) + 14;
    return [drawBit(kind, at, 2, theme), label(kind, at + BIT.width + 5, 12, { fill: theme.quiet })];
  });
  return svgDocument(
    {
      width,
      height: BIT.height + 6,
      idPrefix,
      title: 'Kinds of bits',
      description: 'Dark: sign. Filled: exponent. Hollow: mantissa.',
      background: 'none',
      ink: theme.ink,
    },
    element('g', { 'font-size': SIZE }, items),
  );
}

/** From the narrowest format to float32. */
export function precisionRows(recipe: Recipe): PrecisionRow[] {
  const groups = Map.groupBy(sitesOf(recipe), ({ precision }) => precisionWords(precision));
  return [...groups]
    .map(([words, sites]): PrecisionRow => {
      return { words, precision: sites[0]!.precision, sites: siteWords(sites, sitesOf(recipe)) };
    })
    .sort((a, b) => bits(a.precision) - bits(b.precision));
}

function bits(precision: Precision | null): number {
  return bitCount(precision?.cast.format ?? FLOAT32);
}

interface Site {
  /** A part of the model or of the optimizer. */
  readonly place: string;
  /** Which of its tensors. */
  readonly tensor: string;
  readonly precision: Precision | null;
}

function sitesOf(recipe: Recipe): Site[] {
  const { attention, edgeLayers } = recipe;
  const one = (place: string, precision: Precision | null): Site => ({ place, tensor: '', precision });
  /** Seldom rounded, and not named where they are not. */
  const rounded = (place: string, precision: Precision | null) => (precision ? [one(place, precision)] : []);
  const linear = linearSites('linear layers', recipe.linear);
  const head = linearSites('head', recipe.head);
  const areAlike =
    head.length === linear.length &&
    head.every(
      (site, index) =>
        precisionWords(site.precision) === precisionWords(linear[index]!.precision) &&
        site.tensor === linear[index]!.tensor,
    );
  return [
    ...(areAlike ? linearSites('linear layers and head', recipe.linear) : [...linear, ...head]),
    ...(edgeLayers
      ? linearSites(
          `linear layers of the first ${edgeLayers.first} and last ${edgeLayers.last}`,
          edgeLayers.linear,
        )
      : []),
    { place: 'attention', tensor: 'queries and keys', precision: attention.qk },
    { place: 'attention', tensor: 'probabilities and values', precision: attention.pv },
    { place: 'attention', tensor: 'gradients', precision: attention.gradient },
    one('embedding', recipe.embedding),
    one('residual stream', recipe.residual),
    ...rounded('norm gains', recipe.norm.weight),
    ...rounded('norm outputs', recipe.norm.output),
    ...rounded('activation functions', recipe.elementwise),
    one('finished weight gradients', recipe.weightGradient),
    one(recipe.weights === null ? 'master weights' : 'weights at rest', recipe.weights),
    one('Adam m', recipe.adamM),
    one('Adam v', recipe.adamV),
  ];
}

/** A tensor that two products round differently is named once for each. */
function linearSites(place: string, linear: LinearPrecision): Site[] {
  const { forward, inputGradient, weightGradient, output } = linear;
  const tensor = (
    name: string,
    [first, firstProduct]: readonly [Precision | null, string],
    [second, secondProduct]: readonly [Precision | null, string],
  ): Site[] =>
    precisionWords(first) === precisionWords(second)
      ? [{ place, tensor: name, precision: first }]
      : [
          { place, tensor: `${name} (${firstProduct})`, precision: first },
          { place, tensor: `${name} (${secondProduct})`, precision: second },
        ];
  return [
    ...tensor(
      'activations',
      [forward.activation, 'forward'],
      [weightGradient.activation, 'for weight gradients'],
    ),
    ...tensor('weights', [forward.weight, 'forward'], [inputGradient.weight, 'backward']),
    ...tensor(
      'gradients',
      [inputGradient.outputGradient, 'for input gradients'],
      [weightGradient.outputGradient, 'for weight gradients'],
    ),
    { place, tensor: 'outputs', precision: output },
  ];
}

/** "linear layers (activations, weights), head": a place is named alone where all its tensors are of one precision. */
function siteWords(sites: readonly Site[], all: readonly Site[]): string {
  return [...Map.groupBy(sites, ({ place }) => place)]
    .map(([place, own]) => {
      const isWhole = own.length === all.filter((site) => site.place === place).length;
      return isWhole ? place : `${place} (${own.map(({ tensor }) => tensor).join(', ')})`;
    })
    .join(', ');
}

/** "E4M3, one scale per tensor"; "FP32" where nothing is rounded. */
export function precisionWords(precision: Precision | null): string {
  if (precision === null) return 'FP32';
  const { format, rounding } = precision.cast;
  const how = { 'nearest-even': null, 'toward-zero': 'truncated', stochastic: 'stochastic rounding' }[
    rounding
  ];
  const scale = scalingWords(precision);
  return [formatWords(format), scale, how].filter((part) => part !== null).join(', ');
}

function formatWords({ name }: Format): string {
  return name === 'e4m3fn' ? 'E4M3' : name.toUpperCase();
}

/** Formats with float32's range are never scaled; of them nothing is said. */
function scalingWords(precision: Precision): string | null {
  const { tensor, blocks } = layoutOf(precision);
  const parts = [...(blocks ? [blockWords(blocks)] : []), ...(tensor ? [tensorWords(tensor)] : [])];
  if (parts.length > 0) return parts.join(' and ');
  return precision.cast.format.exponentBits === FLOAT32.exponentBits ? null : 'unscaled';
}

function tensorWords({ powerOfTwo, history }: TensorScale): string {
  const one = `one ${powerOfTwo ? 'power-of-two ' : ''}scale per tensor`;
  if (!history) return one;
  const { length, considered } = history;
  if (length === 1) return `${one}, from the step before`;
  return `${one}, from the ${considered === length ? 'largest' : 'latest'} of ${length} steps`;
}

function blockWords({ along, across, formula, format }: BlockScales): string {
  const isExact = format.mantissaBits === FLOAT32.mantissaBits;
  const kind = isExact ? '' : format.mantissaBits === 0 ? 'power-of-two ' : `${formatWords(format)} `;
  const isSquare = formula === 'block' || across > 1;
  const extent = along === null ? 'row' : isSquare ? `${across} × ${along} block` : `${along} values`;
  const rounded = formula === 'mx-up' ? ', rounded up' : formula === 'mx-floor' ? ', rounded down' : '';
  return `one ${kind}scale per ${extent}${rounded}`;
}
