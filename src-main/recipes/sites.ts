// The one table of what a recipe says: the path of every site, what it is, and which scalings it takes. The schema of a spec,
// the command line, the form and the docs read it; a site that Recipe has and this table lacks does not compile.
import type { Precision } from '../formats/precision.ts';
import type { Scaling } from '../formats/scaling.ts';
import type { LinearPrecision, Recipe } from './recipe.ts';

/** `linear.forward.activation`: keys from a T to each of its parts that is a V or nothing. */
type PathsTo<T, V> = {
  [K in keyof T & string]: T[K] extends V ? K : T[K] extends object ? `${K}.${PathsTo<T[K], V>}` : never;
}[keyof T & string];

export type SitePath = PathsTo<Recipe, Precision | null>;
/** Of the linear layers alone. */
export type LinearPath = `linear.${PathsTo<LinearPrecision, Precision | null>}`;
/** What a recipe says that is no precision of one site. */
export type SettingPath = Exclude<
  keyof Recipe,
  'name' | 'summary' | (SitePath extends infer P ? Head<P> : never)
>;
type Head<P> = P extends `${infer First}.${string}` ? First : P;

/** One sentence in each language. */
interface Meaning {
  readonly en: string;
  readonly ja: string;
}

export interface Site {
  readonly path: SitePath;
  readonly meaning: Meaning;
  readonly scalings: readonly Scaling['kind'][];
}

export interface Setting {
  readonly path: SettingPath;
  readonly meaning: Meaning;
}

/** A tensor that is rounded as a whole matrix. */
const ANY = ['none', 'tensor', 'delayed', 'row', 'block', 'mx', 'nvfp4'] as const;
/** Kept from step to step: a scale of earlier steps would say nothing that its own values do not. */
const AT_REST = ['none', 'tensor', 'row', 'block', 'mx', 'nvfp4'] as const;
/** Rounded head by head inside attention. */
const BY_HEAD = ['none', 'tensor'] as const;
/** What scalings are called together, for schemas and docs that say each set once. */
export const SCALING_SETS = { any: ANY, atRest: AT_REST, byHead: BY_HEAD } as const;

type Row = readonly [en: string, ja: string, scalings: Site['scalings']];

const linear = (en: string, ja: string) =>
  ({
    'forward.activation': [`Input x of the product y = x w of ${en}.`, `${ja}の積 y = x w の入力 x。`, ANY],
    'forward.weight': [`Weight w of the product y = x w of ${en}.`, `${ja}の積 y = x w の重み w。`, ANY],
    'inputGradient.outputGradient': [
      `Gradient dy of the product dx = dy w' of ${en}.`,
      `${ja}の積 dx = dy w' の勾配 dy。`,
      ANY,
    ],
    'inputGradient.weight': [
      `Weight w of the product dx = dy w' of ${en}.`,
      `${ja}の積 dx = dy w' の重み w。`,
      ANY,
    ],
    'weightGradient.activation': [
      `Input x of the product dw = x' dy of ${en}.`,
      `${ja}の積 dw = x' dy の入力 x。`,
      ANY,
    ],
    'weightGradient.outputGradient': [
      `Gradient dy of the product dw = x' dy of ${en}.`,
      `${ja}の積 dw = x' dy の勾配 dy。`,
      ANY,
    ],
    output: [
      `What y and dx of ${en} are rounded to when they leave the product.`,
      `${ja}の積の結果 y と dx が丸められる形式。`,
      ANY,
    ],
  }) as const satisfies Record<PathsTo<LinearPrecision, Precision | null>, Row>;

function under<P extends string>(part: P, rows: ReturnType<typeof linear>) {
  type Rows = { readonly [K in keyof typeof rows as `${P}.${K}`]: Row };
  const renamed = Object.entries<Row>(rows).map(([path, row]) => [`${part}.${path}`, row] as const);
  return Object.fromEntries(renamed) as unknown as Rows;
}

const ROWS: Readonly<Record<SitePath, Row>> = {
  ...under('linear', linear('the linear layers', '線形層')),
  ...under('head', linear('the head', 'ヘッド')),
  'attention.qk': [
    'Queries and keys of the product that makes the logits.',
    'ロジットを作る積のクエリとキー。',
    BY_HEAD,
  ],
  'attention.pv': [
    'Probabilities and values of the product that makes the output of attention.',
    '注意の出力を作る積の確率と値。',
    BY_HEAD,
  ],
  'attention.gradient': [
    'Gradients of the output of attention and of its logits.',
    '注意の出力とロジットの勾配。',
    BY_HEAD,
  ],
  embedding: ['Output of the embedding.', '埋め込みの出力。', ANY],
  residual: ['The residual stream after each addition.', '加算ごとの残差ストリーム。', ANY],
  'norm.weight': ['The gains of the norms as they are used.', '使われるときの正規化のゲイン。', ANY],
  'norm.output': ['Output of the norms of the residual stream.', '残差ストリームの正規化の出力。', ANY],
  elementwise: [
    'Result of the activation function, and the gradient that comes back through it.',
    '活性化関数の結果と、そこを戻る勾配。',
    ANY,
  ],
  weightGradient: [
    'The finished weight gradient of a linear layer and of the head.',
    '線形層とヘッドの完成した重み勾配。',
    ANY,
  ],
  weights: [
    'The weights at rest; null keeps a float32 master.',
    '保存される重み。null なら float32 のマスターを保つ。',
    AT_REST,
  ],
  adamM: ['First moment of AdamW at rest.', '保存される AdamW の一次モーメント。', AT_REST],
  adamV: ['Second moment of AdamW at rest.', '保存される AdamW の二次モーメント。', AT_REST],
  newtonSchulz: [
    'What Muon’s Newton-Schulz iteration keeps between its products.',
    'Muon の Newton-Schulz 反復が積の間に保つ値。',
    ANY,
  ],
};

const SETTING_MEANINGS: Readonly<Record<SettingPath, Meaning>> = {
  edgeLayers: {
    en: 'The first and last layers whose linear layers have another precision; null: none.',
    ja: '線形層が別の精度になる最初と最後の層。null なら無し。',
  },
  accumulation: {
    en: 'Bits of significand of the partial sums of every product, and after how many terms they are added to float32; null: float32 throughout.',
    ja: 'すべての積の部分和の有効桁のビット数と、float32 に足すまでの項数。null なら常に float32。',
  },
  hadamard: {
    en: "16: both operands of the product dw = x' dy of the linear layers, but of edge layers, are multiplied by a random Hadamard matrix along the tokens before they are rounded; null: they are not.",
    ja: "16 なら、端の層を除く線形層の積 dw = x' dy の両オペランドに、丸める前にトークン方向でランダムなアダマール行列を掛ける。null なら掛けない。",
  },
  lossScale: {
    en: 'What the gradient of the loss is multiplied by, and finished weight gradients divided by: a constant, or a scale that follows the overflows of each run, whose steps with NaN or Inf in a gradient are skipped; null: 1.',
    ja: '損失の勾配に掛け、完成した重み勾配から割り戻す値。定数か、各ランのオーバーフローに従って変わる値（勾配に NaN や Inf が出たステップは飛ばされる）。null なら 1。',
  },
};

const entriesOf = <K extends string, V>(record: Readonly<Record<K, V>>) => Object.entries(record) as [K, V][];

export const SITES: readonly Site[] = entriesOf(ROWS).map(([path, [en, ja, scalings]]) => ({
  path,
  meaning: { en, ja },
  scalings,
}));
export const SETTINGS: readonly Setting[] = entriesOf(SETTING_MEANINGS).map(([path, meaning]) => ({
  path,
  meaning,
}));

const isLinear = (path: string): path is LinearPath => path.startsWith('linear.');
/** The sites that the edge layers may have otherwise. */
export const LINEAR_PATHS: readonly LinearPath[] = SITES.map(({ path }) => path).filter(isLinear);

export function precisionAt(recipe: Recipe, path: SitePath): Precision | null {
  return path
    .split('.')
    .reduce<unknown>((part, key) => Reflect.get(part as object, key), recipe) as Precision | null;
}

export function withPrecision(recipe: Recipe, path: SitePath, precision: Precision | null): Recipe {
  const set = (part: object, [key, ...rest]: readonly string[]): object => ({
    ...part,
    [key!]: rest.length === 0 ? precision : set(Reflect.get(part, key!) as object, rest),
  });
  return set(recipe, path.split('.')) as Recipe;
}
