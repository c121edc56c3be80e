// The words that one has to know to read a map, each in a sentence or two, in Japanese.
import { GLOSSARY_NUMBERS } from '../../help/glossary.ts';
import type { PageWords } from '../words.ts';

const { stalled, tail, tailSteps, lossTolerance, confidence } = GLOSSARY_NUMBERS;

export const glossary: PageWords['glossary'] = {
  recipe: {
    word: 'レシピ',
    text: '学習ステップの各部分をどの数値形式に丸め、どうスケーリングするかの組み合わせです。たとえば、テンソルごとに1つのスケールを使うFP8の行列積です。',
  },
  baseline: {
    word: 'ベースライン',
    text: 'ほかのすべてのレシピを比べる相手となるレシピです。指定がなければ、最も精度の高いものを使います。',
  },
  cell: {
    word: 'セル',
    text: '1つのレシピでの、学習率とバッチサイズの1つの組み合わせです。シードごとに1回ずつ学習するので、「2/5」は5回の実行のうち2回が不安定だったことを示します。',
  },
  stable: {
    word: '安定',
    text: '学習が進み、その状態を保つ実行は安定です。NaNで終わる、開始時の損失を超える、崩壊する、停滞する、途中で止まる実行は不安定です。',
  },
  'tail loss': {
    word: '終盤損失',
    text: `実行の最後のステップの平均損失です。最後の${tail}%、少なくとも${tailSteps}ステップを使います。`,
  },
  stalled: {
    word: '停滞',
    text: `ベースラインが最もよく学習する学習率以上で、ベースラインの学習量の${stalled}%未満しか学習していない実行です。それより低い学習率で同じことが起これば「学習不足」です。ステップ数が足りないだけで、安定性については何も示しません。`,
  },
  degraded: {
    word: '劣化',
    text: `学習はしていても、終盤損失がベースラインの最良値より${lossTolerance} natを超えて高い実行です。`,
  },
  LR50: {
    word: 'LR50',
    text: `安定限界、つまりそこから先では実行の半分が不安定になる学習率です。付いている線はその${confidence}%区間です。`,
  },
  shift: {
    word: 'ずれ',
    text: 'レシピの安定限界がベースラインの安定限界からどれだけ離れているかを、学習率の桁で表したものです。−1は、10分の1の学習率で学習が失敗することを意味します。',
  },
  penalty: {
    word: 'ペナルティ',
    text: '同じ設定と同じシードで両方が学習できるとき、レシピの損失がベースラインよりどれだけ高いかをnatで表したものです。何も失敗しなくても生じる代償です。',
  },
  control: {
    word: '対照',
    text: '結果があらかじめわかっているレシピです。陰性対照は、重みをごくわずかに変えたベースラインで、そこに見える差は偶然です。陽性対照は、失敗するとわかっているレシピで、それを見逃すスタディは、ほかの何を見逃していてもおかしくありません。',
  },
  gate: {
    word: 'ゲート',
    text: '計画が次の段階に進む前に、スタディが満たすべき条件です。未決のゲートにはさらに実行が必要です。満たさないゲートが1つでもあれば、判定はNo-Goです。',
  },
};
