// What a manager reads first, in Japanese.
import type { Words } from '../language.ts';

export const manager: Words['manager'] = {
  forEngineers: '数値で見る',
  recipes: {
    fp32: 'float32',
    tf32: 'TF32',
    'bf16-mixed': 'BF16',
    'fp16-mixed': 'FP16',
    'bf16-weights': 'float32のマスターを持たないBF16の重み',
    'bf16-weights-stochastic': '確率的丸めのBF16の重み',
    'te-delayed': 'Transformer Engine式の遅延スケーリングのFP8',
    'megatron-delayed': 'Megatron-LM式の遅延スケーリングのFP8',
    tensorwise: 'テンソル単位スケーリングのFP8',
    'tensorwise-hopper': 'テンソル単位スケーリングと14ビット累算のFP8',
    'tensorwise-attention': '注意機構も含むテンソル単位スケーリングのFP8',
    rowwise: '行単位スケーリングのFP8',
    'rowwise-gw-hp': '行単位スケーリングのFP8（重みの勾配はBF16）',
    'deepseek-block': 'DeepSeek-V3式のブロック単位スケーリングのFP8',
    mxfp8: 'MXFP8',
    'mxfp8-ocp-floor': 'スケールを切り下げるMXFP8',
    'mxfp8-norm-gains': '正規化のゲインも含むMXFP8',
    nvfp4: '全層のNVFP4',
    'nvfp4-square': '重みを16×16ブロックとするNVFP4',
    'nvfp4-published': '発表どおりのNVFP4',
    'bf16-elementwise': '正規化や活性化も含むBF16',
    'ms-amp-o1': 'MS-AMP O1のFP8',
    'ms-amp-o2': 'MS-AMP O2のFP8',
    'fp8-unscaled': 'スケーリングのないFP8',
    'fp8-static': 'スケールを使わないFP8変換',
    'fp8-loss-scale': '損失スケールだけのFP8',
    'fp8-optimizer': 'FP8のオプティマイザー状態',
  },
  named: (title, name) => `${title}（${name}）`,

  go: (recipe) => `${recipe}：パイロットに進めます。`,
  noGo: (recipe, because) => `${recipe}：切り替えは勧めません。理由：${because.join('、')}。`,
  undecided: (recipe, because) =>
    `${recipe}：まだ決められません。不利なゲートはありませんが、次の点がわかっていません：${because.join('、')}。`,
  withheld: (recipe, reasons) => `${recipe}：判定なし。${reasons.map((reason) => `${reason}。`).join('')}`,
  misses: {
    stable: (who) => `${who === null ? '' : `${who}自体が`}選ぶべき設定で失敗しすぎる`,
    edge: () => '選ぶべき学習率が安定限界に近すぎる',
    quality: (_, baseline) => `損失が${baseline}より許容範囲を超えて高い`,
    region: (_, baseline) => `${baseline}の安定領域のうち保たれる部分が小さすぎる`,
    cost: (_, baseline) => `${baseline}より安くなる見込みが薄い`,
  },
  open: {
    stable: (who) => `${who === null ? '' : `${who}自体が`}選ぶべき設定で確実に学習できるか`,
    edge: () => '選ぶべき学習率が安定限界から十分に離れているか',
    quality: (_, baseline) => `損失が${baseline}に劣らないか`,
    region: (_, baseline) => `${baseline}の安定領域をどれだけ保つか`,
    cost: (_, baseline) => `${baseline}より安くなるか`,
  },

  found: (region, loss, isSettled) => `${isSettled ? '' : '現時点では、'}${region}。${loss}。`,
  region: (share, isLess, baseline, interval, isCut) =>
    `安定領域は${baseline}の${share}${isLess ? 'を保ちます' : 'です'}（${interval === null ? '区間は不明' : `区間${interval}`}${isCut ? '、格子の範囲内で' : ''}）`,
  noRegion: (baseline) => `${baseline}の安定領域をどれだけ保つかはわかりません`,
  loss: (nats, way, interval, limit) =>
    `損失は${nats} nat${way === 'higher' ? '高くなります' : '低くなります'}（${interval === null ? '区間は不明' : `悪化の区間${interval}`}、許容は${limit}まで）`,
  noLoss: '損失がどれだけ悪化するかはわかりません',
  saving: (interval, median, baseline, conditions, isSettled) =>
    `${conditions.join('、')}なら、再試行と探索を含めて${baseline}より${interval}${isSettled ? 'と見込まれます' : 'というのが現時点の見込みです'}（中央値は${median}）。`,
  speedup: {
    assumption: (range) => `速度比が${range}（仮定、要実測）`,
    yours: (range) => `速度比が入力どおり${range}`,
    measured: (range) => `速度比が実測どおり${range}`,
  },
  failures: {
    measured: '本番学習の失敗の頻度がこの小規模な実行の範囲内',
    yours: '本番学習の失敗の頻度が入力どおり',
  },

  evidence: (evidence, control) => `根拠：${evidence}${control === null ? '' : `。${control}`}。`,
  controlSeen: '失敗するとわかっているレシピはベースラインと区別できています',
  noControl: '失敗するとわかっているレシピを試していないため、何を見落としうるかはわかりません',

  next: (step) => `次の一歩：${step}`,
  nextGo: (recipe, baseline, speedup) =>
    `自分のモデルで、まず${baseline}、次に${recipe}のパイロットを行い、いつでも${baseline}に戻せるようにします。${speedup === null ? '' : `速度比を実測し、${speedup}を下回ればこの判定は成り立ちません。`}`,
  nextNoGo: (baseline, turns) => `${baseline}のまま進めます。判定が変わる条件：${turns.join('')}`,
  nextFailing: (turns) => `どちらにも進めません。判定が変わる条件：${turns.join('')}`,
  nextSeeds: (settle) => `実行を増やします。${settle}。`,
  nextOpen: (turns) => `未決の点を決着させます。${turns.join('')}`,
  nextWithheld: (steps) => `${steps.join('。')}。`,
  steps: {
    'control-missed': (control, baseline) =>
      `${control}が${baseline}と区別できるまで、シード、学習率の範囲、ステップ数を増やします`,
    'budgets-apart': (recipe, baseline) => `${recipe}を${baseline}と同じステップ数で学習します`,
    'origins-apart': (recipe, baseline) =>
      `${recipe}と${baseline}を同じ設定、同じシードで学習します（別のスタディとして、または両方に取り込んだ実行がある場合はそこに追加して）`,
    unfinished: '計画した実行の完了を待ちます',
    'off-grid': 'すべての安定限界が収まるまで、試す学習率の範囲を広げます',
    'fails-below-edge': (recipe) => `パイロットの前に、低い学習率で${recipe}が失敗する理由を調べます`,
    'no-prediction': 'ラダーの大きさを増やして測るか、トークン効率を入力します',
    'left-out': '除いた実行をやり直すか、判定できるようにします',
  },
  stepsUndecidable: {
    'not-searched': '大きさと予算をそろえ、学習率とバッチサイズを変えてレシピを比べます。',
    'no-recipe': 'このスタディのレシピを選びます。',
    'no-baseline': 'ベースラインを実行します。',
    'is-baseline': 'ベースライン以外のレシピを選びます。',
    'not-run': '計画した実行の完了を待ちます。',
    'baseline-fails': 'より低い学習率やより多いステップ数で、ベースラインが学習できる設定を見つけます。',
  },
};
