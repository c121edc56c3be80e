// The choice of what to save, in Japanese.
import type { PageWords } from '../words.ts';

export const exportMenu: PageWords['exportMenu'] = {
  open: 'エクスポート…',
  title: 'エクスポート',
  what: '対象',
  format: '形式',
  formats: {
    svg: 'SVG（拡大しても鮮明）',
    png: 'PNG（スライドや文書用）',
    pdf: 'PDF（印刷用）',
    html: 'HTML（ブラウザで見る1ページ）',
    csv: 'CSV（表計算用）',
    json: 'JSON（プログラム用）',
  },
  size: 'サイズ',
  sizes: {
    print: () => '印刷用（300 dpi）',
    slide: (width, height) => `スライド用（${width} × ${height}ピクセル）`,
  },
  language: '言語',
  save: 'ファイルを保存',
  saving: 'エクスポートしています…',
  saved: (file) => `${file}をエクスポートしました。`,
  drawing: 'プレビューを描画しています…',
  preview: (what) => `プレビュー：${what}`,
  pixels: (width, height) => `100%表示で${width} × ${height}ピクセル`,
};
