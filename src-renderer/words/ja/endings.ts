// How a sweep ended, in Japanese.
import type { PageWords } from '../words.ts';

export const endings: PageWords['endings'] = [
  {
    english: /^(\d+) [a-z]+ [a-z]+ trained\.$/,
    told: (finished) => `${finished}回の実行を学習しました。`,
  },
  {
    english: /^(\d+) [a-z]+ [a-z]+ trained, (\d+) failed for infrastructure reasons\.$/,
    told: (finished, failed) =>
      `${finished}回の実行を学習しました。${failed}回は外部要因により失敗しました。`,
  },
  {
    english: /^Paused after (\d+) [a-z]+; what is left stays planned\.$/,
    told: (finished) => `${finished}回の実行のあとで一時停止しました。残りは未実行のままです。`,
  },
  {
    english: /^Paused after (\d+) [a-z]+; tasks in the queue of Slurm stay there and go on\.$/,
    told: (finished) =>
      `${finished}回の実行のあとで一時停止しました。Slurmのキューにあるタスクはそのまま進みます。`,
  },
  {
    english: /^Stopped, because the device keeps breaking: (.+)$/,
    told: (failure) => `デバイスの異常が続くため停止しました：${failure}`,
  },
  { english: /^It stopped: (.+)$/, told: (reason) => `停止しました：${reason}` },
];
