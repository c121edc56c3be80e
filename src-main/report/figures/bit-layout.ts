// What a recipe rounds, as a picture: for every precision it uses, the bits of the format (sign, exponent, mantissa), how it
// is scaled, in words, and the sites of a training step that use it. Sites of the same precision share a row.
import type { Precision } from '../../formats/precision.ts';
import type { Format } from '../../formats/format.ts';
import { parseFormat } from '../../formats/format.ts';
import { layoutOf, type BlockScales, type TensorScale } from '../../formats/scaling.ts';
import { isDynamic, type LossScale } from '../../recipes/loss-scale.ts';
import type { Accumulation, LinearPrecision, Recipe } from '../../recipes/recipe.ts';
import type { Words } from '../language/language.ts';
import { element, label, svgDocument, type Svg } from './svg.ts';
import { textWidth, wrapText } from './text.ts';
import { lineColour, THEMES, type Theme, type ThemeName } from './theme.ts';

export interface BitLayoutOptions {
  readonly theme: ThemeName;
  /** Makes ids unique on a page. */
  readonly idPrefix: string;
  /** In pixels; at least 320. */
  readonly width: number;
  readonly words: Words;
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
  const { width, idPrefix, words } = options;
  const text = words.precision;
  const theme = THEMES[options.theme];
  const rows = precisionRows(recipe, words);
  let top = 2;
  const drawn = rows.map((row) => {
    const { svg, height } = drawRow(row, top, width, theme);
    top += height + GAP;
    return svg;
  });
  const notes = [
    accumulationWords(recipe.accumulation, words),
    recipe.hadamard === null ? null : text.hadamard(recipe.hadamard),
    lossScaleWords(recipe.lossScale, words),
  ].filter((note) => note !== null);
  const said = notes.map((note) => {
    const line = label(note, 0, top + 10, { 'font-size': SIZE, fill: theme.quiet });
    top += LINE + GAP;
    return line;
  });
  return svgDocument(
    {
      width,
      height: top - GAP + 4,
      idPrefix,
      title: text.title(recipe.name),
      description: words.numbers.sentences(
        [...rows.map((row) => text.used(row.words, row.sites)), ...notes].map(words.ladder.whole),
      ),
      background: 'none',
      ink: theme.ink,
    },
    drawn,
    said,
  );
}

/** Products accumulate in float32 unless the recipe says otherwise. */
function accumulationWords(accumulation: Accumulation | null, { precision }: Words): string | null {
  if (accumulation === null) return null;
  const { bits: significand, promoteEvery } = accumulation;
  return precision.accumulation(significand, promoteEvery);
}

function lossScaleWords(scale: LossScale | null, { precision }: Words): string | null {
  if (scale === null || scale === 1) return null;
  if (!isDynamic(scale)) return precision.lossScale(scale);
  const { initial, growthInterval } = scale;
  return precision.dynamicLossScale(initial, growthInterval);
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
  { theme, idPrefix, words }: Omit<BitLayoutOptions, 'width'>,
): string {
  const format = precision?.cast.format ?? FLOAT32;
  return svgDocument(
    {
      width: bitCount(format) * BIT.width,
      height: BIT.height + 2,
      idPrefix,
      title: precisionWords(precision, words),
      description: words.precision.bits(bitCount(format)),
      background: 'none',
      ink: THEMES[theme].ink,
    },
    drawBits(format, 0, 1, THEMES[theme]),
  );
}

/** Which bits are which: one line, for all the pictures of a page. */
export function bitLegendFigure({
  theme: name,
  idPrefix,
  words: { precision },
}: Omit<BitLayoutOptions, 'width'>): string {
  const theme = THEMES[name];
  let width = 0;
  const items = BIT_KINDS.map((kind) => {
    const at = width;
    width += BIT.width + 5 + textWidth(precision.kinds[kind], SIZE) + 14;
    return [
      drawBit(kind, at, 2, theme),
      label(precision.kinds[kind], at + BIT.width + 5, 12, { fill: theme.quiet }),
    ];
  });
  return svgDocument(
    {
      width,
      height: BIT.height + 6,
      idPrefix,
      title: precision.legend,
      description: precision.legendText,
      background: 'none',
      ink: theme.ink,
    },
    element('g', { 'font-size': SIZE }, items),
  );
}

/** From the narrowest format to float32. */
export function precisionRows(recipe: Recipe, words: Words): PrecisionRow[] {
  const all = sitesOf(recipe, words);
  const groups = Map.groupBy(all, ({ precision }) => precisionWords(precision, words));
  return [...groups]
    .map(([told, sites]): PrecisionRow => ({
      words: told,
      precision: sites[0]!.precision,
      sites: siteWords(sites, all, words),
    }))
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

function sitesOf(recipe: Recipe, words: Words): Site[] {
  const { sites, tensors } = words.precision;
  const { attention, edgeLayers } = recipe;
  const one = (place: string, precision: Precision | null): Site => ({ place, tensor: '', precision });
  /** Seldom rounded, and not named where they are not. */
  const rounded = (place: string, precision: Precision | null) => (precision ? [one(place, precision)] : []);
  const linear = linearSites(sites.linear, recipe.linear, words);
  const head = linearSites(sites.head, recipe.head, words);
  const areAlike =
    head.length === linear.length &&
    head.every(
      (site, index) =>
        precisionWords(site.precision, words) === precisionWords(linear[index]!.precision, words) &&
        site.tensor === linear[index]!.tensor,
    );
  return [
    ...(areAlike ? linearSites(sites.linearAndHead, recipe.linear, words) : [...linear, ...head]),
    ...(edgeLayers
      ? linearSites(sites.edges(edgeLayers.first, edgeLayers.last), edgeLayers.linear, words)
      : []),
    { place: sites.attention, tensor: tensors.queriesAndKeys, precision: attention.qk },
    { place: sites.attention, tensor: tensors.probabilitiesAndValues, precision: attention.pv },
    { place: sites.attention, tensor: tensors.gradients, precision: attention.gradient },
    one(sites.embedding, recipe.embedding),
    one(sites.residual, recipe.residual),
    ...rounded(sites.normGains, recipe.norm.weight),
    ...rounded(sites.normOutputs, recipe.norm.output),
    ...rounded(sites.elementwise, recipe.elementwise),
    one(sites.weightGradient, recipe.weightGradient),
    one(recipe.weights === null ? sites.masterWeights : sites.weightsAtRest, recipe.weights),
    one(sites.adamM, recipe.adamM),
    one(sites.adamV, recipe.adamV),
  ];
}

/** A tensor that two products round differently is named once for each. */
function linearSites(place: string, linear: LinearPrecision, words: Words): Site[] {
  const { tensors, products, tensorIn } = words.precision;
  const { forward, inputGradient, weightGradient, output } = linear;
  const tensor = (
    name: string,
    [first, firstProduct]: readonly [Precision | null, string],
    [second, secondProduct]: readonly [Precision | null, string],
  ): Site[] =>
    precisionWords(first, words) === precisionWords(second, words)
      ? [{ place, tensor: name, precision: first }]
      : [
          { place, tensor: tensorIn(name, firstProduct), precision: first },
          { place, tensor: tensorIn(name, secondProduct), precision: second },
        ];
  return [
    ...tensor(
      tensors.activations,
      [forward.activation, products.forward],
      [weightGradient.activation, products.weightGradients],
    ),
    ...tensor(tensors.weights, [forward.weight, products.forward], [inputGradient.weight, products.backward]),
    ...tensor(
      tensors.gradients,
      [inputGradient.outputGradient, products.inputGradients],
      [weightGradient.outputGradient, products.weightGradients],
    ),
    { place, tensor: tensors.outputs, precision: output },
  ];
}

/** "linear layers (activations, weights), head": a place is named alone where all its tensors are of one precision. */
function siteWords(sites: readonly Site[], all: readonly Site[], { precision, numbers }: Words): string {
  const parts = [...Map.groupBy(sites, ({ place }) => place)].map(([place, own]) => {
    const isWhole = own.length === all.filter((site) => site.place === place).length;
    const names = own.map(({ tensor }) => tensor);
    return isWhole ? place : precision.part(place, names);
  });
  return numbers.list(parts);
}

/** "E4M3, one scale per tensor"; "FP32" where nothing is rounded. */
export function precisionWords(precision: Precision | null, words: Words): string {
  if (precision === null) return 'FP32';
  const { format, rounding } = precision.cast;
  const { truncated, stochastic } = words.precision;
  const how = { 'nearest-even': null, 'toward-zero': truncated, stochastic }[rounding];
  const scale = scalingWords(precision, words);
  return words.numbers.list([formatWords(format), scale, how].filter((part) => part !== null));
}

function formatWords({ name }: Format): string {
  return name === 'e4m3fn' ? 'E4M3' : name.toUpperCase();
}

/** Formats with float32's range are never scaled; of them nothing is said. */
function scalingWords(precision: Precision, words: Words): string | null {
  const { tensor, blocks } = layoutOf(precision);
  const parts = [
    ...(blocks ? [blockWords(blocks, words)] : []),
    ...(tensor ? [tensorWords(tensor, words)] : []),
  ];
  if (parts.length > 0) return words.precision.scales(parts);
  return precision.cast.format.exponentBits === FLOAT32.exponentBits ? null : words.precision.unscaled;
}

function tensorWords({ powerOfTwo, history }: TensorScale, { precision }: Words): string {
  const one = precision.tensorScale(powerOfTwo);
  if (!history) return one;
  const { length, considered } = history;
  if (length === 1) return precision.fromLastStep(one);
  return precision.fromHistory(one, considered === length ? 'largest' : 'latest', length);
}

function blockWords({ along, across, formula, format }: BlockScales, { precision }: Words): string {
  const isExact = format.mantissaBits === FLOAT32.mantissaBits;
  const kind = isExact ? null : format.mantissaBits === 0 ? precision.powerOfTwo : formatWords(format);
  const isSquare = formula === 'block' || across > 1;
  const extent =
    along === null ? precision.row : isSquare ? precision.block(across, along) : precision.valuesAlong(along);
  const scale = precision.blockScale(kind, extent);
  if (formula === 'mx-up') return precision.roundedUp(scale);
  return formula === 'mx-floor' ? precision.roundedDown(scale) : scale;
}
