// How numbers are joined to words in Japanese.
import type { Words } from '../language.ts';

export const numbers: Words['numbers'] = {
  percent: (share) => `${share}%`,
  range: (low, high) => `${low}〜${high}`,
  percentRange: (low, high) => `${low}〜${high}%`,
  list: (items) => items.join('、'),
  semicolons: (items) => items.join('、'),
  sentences: (parts) => parts.join(''),
  inBrackets: (text) => `（${text}）`,
  money: {
    unit: '米ドル',
    scales: [
      [1e4, '万'],
      [1e8, '億'],
      [1e12, '兆'],
    ],
  },
  date: (iso) => {
    const [year, month, day] = iso.slice(0, 10).split('-').map(Number);
    return `${year}年${month}月${day}日`;
  },
};
