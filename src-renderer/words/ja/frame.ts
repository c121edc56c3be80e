// The frame of every view, in Japanese.
import type { PageWords } from '../words.ts';

export const frame: PageWords['frame'] = {
  skip: '本文へ移動',
  views: '画面',
  library: 'ライブラリ',
  newStudy: '新しいスタディ',
  evidence: 'エビデンス',
  help: 'ヘルプ',
  readOnly: '読み取り専用',
  dark: 'ダークモード',
  light: 'ライトモード',
  opening: '開いています…',
};
