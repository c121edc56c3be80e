// What is wrong with a field of the form, in Japanese: what the field is called in a sentence, and what its value must be.
import type { PageWords } from '../words.ts';

const listed = (values: readonly (string | number)[]) => values.map((value) => `「${value}」`).join('、');

export const newStudyProblems: PageWords['newStudyProblems'] = {
  fields: {
    learningRates: '学習率のリスト',
    'learningRates.from': '最小の学習率',
    'learningRates.to': '最大の学習率',
    'learningRates.count': '学習率の個数',
    batchSizes: 'バッチサイズのリスト',
    seeds: 'シードの個数',
    'rows.setting': '行にする設定',
    'rows.values': '行の値のリスト',
    'rows.with': '行とともに変える設定',
    text: 'テキストのパス',
    'tokens.files': 'トークンファイルのリスト',
    'tokens.validation': '検証用ファイルのリスト',
    'tokens.vocabularySize': '語彙の大きさ',
    recipes: 'レシピのリスト',
    baseline: 'ベースライン',
    'thresholds.unstableLabels': '不安定に数えるラベルのリスト',
  },
  items: {
    learningRates: (number) => `${number}番目の学習率`,
    batchSizes: (number) => `${number}番目のバッチサイズ`,
    seeds: (number) => `${number}番目のシード`,
    'rows.values': (number) => `${number}番目の行`,
    'tokens.files': (number) => `${number}番目のトークンファイル`,
    'tokens.validation': (number) => `${number}番目の検証用ファイル`,
  },
  recipe: (name) => `レシピ${name}`,
  lastStep: (stage, recipe) => `レシピ${recipe}の段階${stage}の終了ステップ`,
  stage: (stage, recipe) => `レシピ${recipe}の段階${stage}`,
  ofRecipe: (setting, recipe) => `レシピ${recipe}の${setting}`,

  empty: (field, rule) => `${field}が空欄です。${rule}。`,
  wrong: (field, value, rule) => `${field}は${value}です。${rule}。`,
  inRow: (row, value, setting, problem) => `${row}（${setting} = ${value}）: ${problem}`,
  rules: {
    whole: (from, to) => `${from}から${to}までの整数にしてください`,
    wholeAbove: (least) => `${least}より大きい整数にしてください`,
    wholeFrom: (least) => `${least}以上の整数にしてください`,
    number: () => '数を入力してください',
    atLeast: (least) => `${least}以上の数にしてください`,
    atLeastNats: (least) => `${least}以上の数（nat）にしてください`,
    above0: () => '0より大きい数にしてください',
    above0Nats: () => '0より大きい数（nat）にしてください',
    positive: () => '正の数にしてください',
    between: () => '0より大きく1より小さい数にしてください',
    above0AtMost: (most) => `0より大きく${most}以下の数にしてください`,
    fromTo: (from, to) => `${from}から${to}までの数にしてください`,
    below1: () => '0以上1未満の数にしてください',
    powerOfTwo: (from, to) => `${from}から${to}までの2のべきにしてください`,
    flag: () => 'trueかfalseにしてください',
    oneOf: (...values) => `${listed(values)}のどれかにしてください`,
    text: (most) => `1〜${most}文字で入力してください`,
    decades: (most) => `0より大きく${most}以下の桁数にするか、空欄にしてください`,

    textPath: () => 'テキストファイルのパスを入力してください',
    tokenFile: () => 'トークンファイルのパスを入力してください',
    tokenFiles: (most) => `トークンファイルのパスを1〜${most}個入力してください`,
    validationFiles: (most) => `トークンファイルのパスを${most}個以内で入力してください`,

    rates: () => '正の数のリストにしてください',
    ratesCounted: (most) => `正の数を1〜${most}個入力してください`,
    newRate: () => 'すでにリストにあるので、別の学習率にしてください',
    equalToFrom: (from) => `1個だけの場合は、最小の学習率${from}と同じにしてください`,
    aboveFrom: (from) => `最小の学習率${from}より大きくしてください`,
    farAboveFrom: (from, count) =>
      `${count}個の値が互いに異なるよう、最小の学習率${from}からもっと離してください`,
    sizes: () => '整数のリストにしてください',
    sizesCounted: (most) => `整数を1〜${most}個入力してください`,
    newSize: () => 'すでにリストにあるので、別のバッチサイズにしてください',
    seeds: (most) => `1から${most}までの整数にしてください`,
    seedsCounted: (most) => `整数を1〜${most}個入力してください`,
    newSeed: () => 'すでにリストにあるので、別のシードにしてください',
    ascending: () => '昇順の数のリストにしてください',
    ascendingCounted: (most) => `昇順の数を1〜${most}個入力してください`,
    aboveBefore: (before) => `1つ前の値${before}より大きくしてください`,
    along: () => '行ごとに1つの数を入力してください',
    alongCounted: (wanted, given) => `行ごとに1つ、合わせて${wanted}個の数にしてください（現在${given}個）`,
    notAlong: () => '行にする設定そのものなので、取り除いてください',

    recipes: () => 'レシピのリストにしてください',
    recipesCounted: (most) => `レシピを1〜${most}個選んでください`,
    newRecipe: (taken) => `「${taken}」はすでにリストにあるので、別の名前にしてください`,
    noCircle: () => '直接にもほかのレシピを通しても自分自身を元にしないレシピを選んでください',
    ownName: () => 'プリセットやプログラムの名前ではなく、「)」で終わらない名前にしてください',
    untilStep: () => '1以上の整数にしてください',
    baseline: (...names) => `レシピのどれかにしてください（${names.join('、')}）`,

    divisorOfWidth: (width) => `幅${width}の約数にしてください`,
    evenHeads: (share) =>
      `回転位置では、幅をヘッド数で割った値が偶数になるようにしてください（現在${share}）`,
    columns: (most) => `中間層の幅より小さい、1から${most}までの整数にしてください`,
    baseWidth: (from, to, parametrisation) =>
      `パラメータ化が「${parametrisation}」のときは、${from}から${to}までの整数にしてください`,
    unitDeviation: () => 'パラメータ化が「mus」のときは、空欄か1にしてください',
    onlyUnder: (...parametrisations) =>
      `パラメータ化が${listed(parametrisations)}のときだけ指定できるので、空欄にしてください`,
    multipleOfHeads: (heads) => `ヘッド数${heads}の倍数にするか、基準の幅のヘッド数を指定してください`,
    divisorOfBaseWidth: (width) => `基準の幅${width}の約数にしてください`,
    optimizerUnder: (parametrisation, ...kinds) =>
      `パラメータ化が「${parametrisation}」のときは、${listed(kinds)}のどれかにしてください`,

    divisorOfBatch: (batch) =>
      `それより大きいすべてのバッチサイズの約数にしてください（${batch}は割り切れません）`,
    atMostSteps: (steps) => `ステップ数${steps}以下にしてください`,
    belowSteps: (steps) => `ステップ数${steps}より小さくしてください`,
    belowShortest: (steps) => `最も短い実行のステップ数${steps}より小さくしてください`,
    aboveKept: (layers, recipe) =>
      `レシピ「${recipe}」が別の精度で保つ最初と最後の層の合計${layers}より大きくしてください`,
  },
};
