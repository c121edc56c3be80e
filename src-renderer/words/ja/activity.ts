// How far a study is, in Japanese.
import type { PageWords } from '../words.ts';

export const activity: PageWords['activity'] = {
  ended: '終了した実行',
  soFar: '現時点',
  starting: 'デバイスを起動し、速度を測定しています…',
  stopping: '停止しています…',
  runs: (done, total) => `${total}回中${done}回の実行が終了`,
  round: (round, done, total) => `ラウンド${round}：これまでに選ばれた${total}回中${done}回の実行が終了`,
  tokens: (left, perSecond) => `残り${left}トークン（毎秒${perSecond}）`,
  laneSteps: (perSecond) => `毎秒${perSecond}レーンステップ`,
  left: (time) => `残り${time}`,
  leftInRound: (time) => `このラウンドは残り${time}`,
  atOnce: (batches) => `${batches}件を同時に実行中`,
  lanes: (recipe, row, lanes, step, steps) =>
    `${recipe}、${row}：${lanes}レーン、${steps}ステップ中${step}ステップ目`,
  run: (recipe, row, step, steps) => `${recipe}、${row}：${steps}ステップ中${step}ステップ目`,
  finished: (runs) => `実行${runs}回が完了`,
  planned: (runs) => `${runs}回は未実行`,
  failed: (runs) => `${runs}回は外部要因により失敗`,
  cancelled: (runs) => `${runs}回は取り消し`,
};
