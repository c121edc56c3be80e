// The recipes of a new study: cards, pickers, controls and the editor of one's own, in Japanese.
import type { PageWords } from '../words.ts';

export const newStudyRecipes: PageWords['newStudyRecipes'] = {
  title: 'レシピ',
  bitKinds: 'ビットの種類',
  add: 'レシピの追加と削除',
  families: {
    high: '高精度',
    products: 'FP8とFP4の行列積',
    state: 'FP8のオプティマイザと重み',
    mantissa: '仮数部を切り捨て',
    exponent: '指数部を縮小',
  },
  baseline: { label: 'ベースライン', hint: 'ほかのレシピの比較対象' },
  highest: '最も高い精度',
  highestIs: (recipe) => `最も高い精度: ${recipe}`,

  nameless: '名前のないレシピ',
  isBaseline: 'ベースライン',
  controls: { negative: '陰性対照', positive: '陽性対照' },
  controlWords: {
    negative: (change) =>
      `ベースラインをもう一度、初期の重みを${change}の割合だけ変えて学習します。違いは偶然によるものです。`,
    positive:
      '失敗が知られているレシピです。これが失敗しないスタディでは、違いも見えなかったことになります。',
  },
  duplicate: '複製',
  duplicateOf: (recipe) => `${recipe}を複製`,
  remove: '削除',
  removeOf: (recipe) => `${recipe}を削除`,
  keptIn: (recipe) => `一部は${recipe}のまま（specのとおり）`,
  name: '名前',
  details: '名前、段階、個別のオプティマイザ設定',
  sites: '丸めの箇所',
  fromStep: (step, recipe) => `ステップ${step}から: ${recipe}`,
  rounds: (recipe) => `${recipe}が丸めるもの`,

  recipe: 'レシピ',
  recipeOfStage: (stage) => `段階${stage}のレシピ`,
  toTheEnd: '最後まで',
  untilStep: '終了ステップ',
  removeStage: (stage) => `段階${stage}を削除`,
  addStage: '段階を追加',
  optimizerSetting: 'オプティマイザの設定',
  setForRecipe: 'このレシピに設定',

  addControls: '対照を追加',
  whyControls:
    '対照は、このスタディで何が見えたはずかを示します。影響しないはずの変更を加えたベースラインと、失敗が知られているレシピです。',
  theirs: (runs, own) => `${runs}実行のうち${own}実行が対照です。`,
  wouldAdd: (runs) => `${runs}実行が加わります。`,

  own: '独自のレシピ',
  thatExtends: '元にするレシピ',
  addIt: '追加',
  aboutOwn: '学習ステップの各箇所に形式、スケーリング、丸めがあります。変えたいものだけを変更します',
  program: '実行の途中でレシピを変えるプログラム',
  programName: 'プログラム',
  over: '対象',
  programs: {
    there: '最初の4分の1をBF16で学習',
    back: '最後の4分の1をBF16で学習',
    'there-and-back': '最初と最後の4分の1をBF16で学習',
    'guarded-fp8': '数値に異常が出ると自動でBF16に切り替え',
  },
  inTheList: '。すでにリストにあります',
};
