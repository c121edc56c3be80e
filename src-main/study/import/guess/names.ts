// What a column's name says of it: of which kind it is, and in what form other tools write the same name. Pure.

/**
 * `setting`: its prefix says that it is one (config.lr, params/lr). `nested`: as settings are (optim.lr). `metric`: its prefix says
 * that it was logged (train/lr, metrics.loss). `bare`: nothing says.
 */
export type ColumnKind = 'setting' | 'nested' | 'bare' | 'metric';

const SETTING =
  /^.*?\b(config|params?|hparams?|hparam|hyper_?param(eter)?s?|args|arguments|cfg|settings?|options|user_attrs)[./](.+)$/i;
/** What `study.trials_dataframe()` of Optuna calls them. */
const FLAT_SETTING = /^(params|user_attrs)_(.+)$/i;
const METRIC = /^(metrics?|summary)[./](.+)$/i;
/** What trainers log under, before a slash. */
const LOGGED =
  /^(train|training|trainer|eval|evaluation|val|valid|validation|test|dev|loss|loss_metrics|perf|charts|monitor|system|rollout|global|progress|stats|throughput)\//i;

export interface ColumnName {
  readonly kind: ColumnKind;
  /** In lower case with underscores, without the prefix of its kind. */
  readonly plain: string;
  /** The last part of a nested name, in the same form. */
  readonly leaf: string;
}

export function columnName(column: string): ColumnName {
  const counted = column.replace(/ \(\d+\)$/, '').replace(/\.value$/, '');
  const setting = SETTING.exec(counted)?.at(-1) ?? FLAT_SETTING.exec(counted)?.[2];
  const metric = setting === undefined ? METRIC.exec(counted)?.[2] : undefined;
  const own = setting ?? metric ?? counted;
  const isMetric = setting === undefined && (metric !== undefined || LOGGED.test(own));
  const kind =
    setting !== undefined
      ? 'setting'
      : isMetric
        ? 'metric'
        : /[./]/.test(own) && !LOGGED.test(own.replaceAll('.', '/'))
          ? 'nested'
          : 'bare';
  return { kind, plain: plainForm(own), leaf: plainForm(own.split(/[./]/).at(-1) ?? own) };
}

/** What Japanese tables call the same. 精度 is both precision and accuracy: what it holds decides. */
const JAPANESE: ReadonlyMap<string, string> = new Map(
  Object.entries({
    学習率: 'learning_rate',
    バッチサイズ: 'batch_size',
    バッチ: 'batch',
    グローバルバッチサイズ: 'global_batch_size',
    マイクロバッチサイズ: 'micro_batch_size',
    勾配累積: 'gradient_accumulation_steps',
    勾配累積ステップ数: 'gradient_accumulation_steps',
    デバイス数: 'num_devices',
    シード: 'seed',
    乱数シード: 'seed',
    損失: 'loss',
    最終損失: 'final_loss',
    学習損失: 'train_loss',
    訓練損失: 'train_loss',
    検証損失: 'val_loss',
    開始時の損失: 'start_loss',
    初期損失: 'start_loss',
    損失曲線: 'loss_curve',
    実行: 'run',
    実験: 'experiment',
    ラン: 'run',
    実行名: 'run_name',
    ステップ: 'step',
    ステップ数: 'steps',
    総ステップ数: 'total_steps',
    エポック: 'epoch',
    状態: 'state',
    ラベル: 'label',
    判定: 'label',
    精度: 'precision',
    レシピ: 'recipe',
    データ型: 'dtype',
    語彙数: 'vocab_size',
  }),
);

function plainForm(name: string): string {
  return (JAPANESE.get(name.normalize('NFKC').replaceAll(/\s/g, '')) ?? name)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^_+|_+$/g, '');
}
