// What a sweep says on a terminal, in Japanese.
import type { Words } from '../language.ts';

export const training: Words['training'] = {
  time: {
    d: (count) => `${count}日`,
    h: (count) => `${count}時間`,
    min: (count) => `${count}分`,
    s: (count) => `${count}秒`,
  },

  recipes: (count) => `${count}レシピ`,
  rates: (count) => `${count}通りの学習率`,
  seeds: (count) => `${count}シード`,
  steps: (low, high) => (low === high ? `${high}ステップ` : `${low}〜${high}ステップ`),

  measuringAll: (each, most) =>
    `デバイスをそれぞれ最長${each}秒測り、最も速いものをこのスタディで最長${most}秒測っています…`,
  measuringOne: (most) => `デバイスを起動し、最長${most}秒かけて速度を測っています…`,
  by: (device) => `学習に使うもの：${device}。`,
  grid: (axes, runs, steps, areTokensEqual) =>
    `格子：${axes} = ${runs}回の実行、${areTokensEqual ? `${steps}（トークン数を統一）` : `それぞれ${steps}`}。`,
  into: {
    had: ({ imported, trained, waiting, withoutResult }) => {
      const parts = [
        imported > 0 && `取り込み${imported}回`,
        trained > 0 && `学習済み${trained}回`,
        waiting > 0 && `未学習${waiting}回`,
        withoutResult > 0 && `結果なし${withoutResult}回（結果を得るには別のシードが必要）`,
      ].filter((part) => part !== false);
      const which = parts.length === 0 ? '' : `（${parts.join('、')}）`;
      return `この格子のうち${imported + trained + waiting + withoutResult}回の実行がスタディにあります${which}。`;
    },
    toTrain: (runs) => `${runs}回の実行を学習します。`,
    before: (runs) => `スタディで以前に計画した${runs}回の実行も、あわせて学習します。`,
    none: '足りない実行はありません。学習するものはありません。',
    goOn: (resume, retry) => `計画済みの実行は「${resume}」で、取り消した実行は「${retry}」で学習できます。`,
    grid: (axes, runs, steps, areTokensEqual) =>
      `ここで学習する実行全体の格子：${axes} = ${runs}回の実行、${areTokensEqual ? `${steps}（トークン数を統一）` : `それぞれ${steps}`}。`,
    cell: (recipe, rate, row, seeds) => `${recipe}、学習率${rate}、${row}：シード${seeds.join('、')}`,
    more: (cells) => `ほか${cells}セル`,
    mixed:
      '取り込んだ実行とここで学習した実行のテキスト、モデル、バッチ、重みが同じかどうかはわかりません。マップでは両者に印が付き、判定は、取り込んだ実行とここで学習した実行のシードが、レシピとベースラインで一致するときだけ行います。',
    numbered: (runs) =>
      `取り込んだ実行${runs}回のシードはわかりません。セルの中の番号で呼び、スペックのシードが同じ番号なら、スタディにあるものとして数えます。`,
  },
  toTrain: (runs, file, time) =>
    `${runs}回の実行を学習し、${file}に保存します${time === null ? '' : `（約${time}）`}。`,
  refined: (decades, share, file, time) =>
    `${decades}桁まで絞り込みます。全ステップの最大${share}を学習し、${file}に保存します${time === null ? '' : `（最長でも約${time}）`}。`,

  stopping: '停止します。もう一度Ctrl-Cを押すとただちに終了します。',
  endingTasks: 'タスクをキューから取り除いています。もう一度Ctrl-Cを押すと残したまま終了します。',
  leavingTasks: '終了します。タスクはキューに残り、続行されます。',
  stoppedBefore: '何も学習しないうちに停止しました。',
  tasksEnded: (tasks, merged) =>
    `${tasks}件のタスクをキューから取り除き、完了していた${merged}回の実行を取り込みました。`,
  nothingLeft: '学習する実行は残っていません。',

  progress: {
    runs: (done, all, round) => `${round === null ? '' : `第${round}回、`}${done}/${all}回の実行`,
    batch: (recipe, row, step, steps) => `${recipe}、${row}、${step}/${steps}ステップ`,
    ofLanes: (batch, active, lanes) => `${batch}、${lanes}レーン中${active}`,
    atOnce: (batches) => `${batches}件を同時に学習`,
    waiting: (batches) => `${batches}件が待機中`,
    laneSteps: (perSecond) => `毎秒${perSecond}レーンステップ`,
    tokens: (perSecond) => `毎秒${perSecond}トークン`,
    tokensLeft: (tokens) => `残り${tokens}トークン`,
    timeLeft: (time, isOfRound) => `${isOfRound ? 'この回の' : ''}残り${time}`,
    timeLeftInAll: (time) => `全体の残り${time}`,
  },

  trained: (runs, time, perSecond, file) =>
    `${runs}回の実行を${time}で学習しました${perSecond === null ? '' : `（毎秒${perSecond}レーンステップ）`}。スタディのファイル：${file}`,
  broken: (failure) => `デバイスが繰り返し故障するため停止しました：${failure}`,
  left: (runs, command) => `${runs}回の実行が残っています。「${command}」で続けられます。`,
  failed: (runs, reason, command) =>
    `${runs}回の実行が外部要因で失敗しました${reason === null ? '' : `（${reason}）`}。${command === null ? '' : `「${command}」でやり直せます。`}`,
  noHalf: 'ほかの実行が完了していないため、ステップ数が半分の実行は学習しませんでした。',
  cancelled: (runs, command) => `${runs}回の実行を取り消しました。「${command}」でもう一度計画できます。`,
  wrote: (file) => `${file}に書き出しました。`,
};
