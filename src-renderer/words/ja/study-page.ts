// The head of a study's page, its tabs, and what can be done with its sweep and its inputs, in Japanese.
import type { PageWords } from '../words.ts';

export const studyPage: PageWords['studyPage'] = {
  study: 'スタディ',
  reading: 'スタディを読み込んでいます…',
  queued: 'Slurmで実行',
  compare: '他のスタディと比較…',
  views: 'スタディの表示',
  tabs: {
    map: 'マップ',
    verdict: '判定',
    ladder: 'ラダー',
    programs: 'プログラム',
    probe: 'プローブ',
    runs: '実行',
    about: '詳細',
  },
  underWay: (percent, study) => `${percent}%・${study}`,

  sweep: {
    pause: '一時停止',
    resume: '再開',
    retry: (runs) => `${runs}回の実行をやり直す`,
    cancel: '取り消す',
    cancelWhat: (runs) => `残りの${runs}回の実行を取り消しますか？`,
    cancelRuns: () => '実行を取り消す',
    keepRunning: '続ける',
    keepPlanned: '計画したままにする',
    whatIsKept: '完了した実行は残ります。取り消した実行は「やり直す」で再び計画できます。',
  },

  refresh: {
    refresh: '更新',
    cancel: 'キャンセル',
    looking: 'ファイルを確認しています…',
    readAgain: '変更されたものを読み直しますか？',
    whatChanges: '先に進んだ実行は新しい状態になります。なくなった実行は残します。',
  },
};
