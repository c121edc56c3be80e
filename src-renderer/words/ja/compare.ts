// Studies side by side, in Japanese; what the figure says is of the report.
import type { PageWords } from '../words.ts';

export const compare: PageWords['compare'] = {
  title: 'スタディの比較',
  looking: 'スタディを探しています…',
  reading: 'スタディを読み込んでいます…',
  leaveOut: '比較から外す',
  chooseMore:
    'スタディを2つ以上選んでください。モデルの大きさやテキストの違い、取り込んだ実行と自分の実行、エミュレーションと実機などを比べられます。',
  studies: (most) => `スタディ（2〜${most}個）`,
  obstacles: 'これらのスタディの比較を妨げるもの',
  exported: 'ここに表示しているとおり、同じ尺度で並べたスタディです。',
  differences: 'スタディの概要と仕様の違い',
  table: '概要と違いの表',
  facts: {
    precision: '精度',
    data: 'データ',
    budget: '予算',
    seeds: 'シード',
    device: 'デバイス',
    baseline: 'ベースライン',
    rows: '行',
  },
  rows: (name, values) => `${name}${values.join('、')}`,
};
