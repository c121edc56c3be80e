// The 3D picture of a study and what turns it, in Japanese.
import type { PageWords } from '../words.ts';

export const studyScene: PageWords['studyScene'] = {
  picture: '3D図',
  cameras: { corner: '斜め', front: '正面', side: '横', above: '真上' },
  turnLeft: '左に回す',
  turnRight: '右に回す',
  farther: '縮小',
  nearer: '拡大',
  orthographic: '平行投影',
  whatOrthographic: '遠近をつけません。等しい長さは等しく見えます',
  fullScreen: '全画面',
  leavesFullScreen: 'Escキーで終了',
  legend: '凡例',
  legendOf: '3D図の凡例',
  flat: {
    lost: 'グラフィックスの描画が失われました。同じ図を平面で表示しています。',
    missing: 'この環境ではWebGLを使えません。同じ図を平面で表示しています。',
  },
  again: '3Dをもう一度試す',
  play: '再生',
  pause: '停止',
  whatPlay: '高精度から低精度の順にレシピを切り替えます',
  precision: '精度（高い順）',
  tooLarge: 'この大きさの画像をブラウザーで作れませんでした。',
};
