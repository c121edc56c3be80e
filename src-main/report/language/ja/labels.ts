// The labels of runs in Japanese, each with the name that files and commands use.
import type { Words } from '../language.ts';

export const labels: Words['labels'] = {
  nonfinite: '非有限（nonfinite）',
  'above-init': '初期損失超え（above-init）',
  slow: '学習不足（slow）',
  collapsed: '崩壊（collapsed）',
  stalled: '停滞（stalled）',
  stopped: '途中停止（stopped）',
  spiky: 'スパイク（spiky）',
  degraded: '劣化（degraded）',
  ok: '正常（ok）',
  unjudged: '判定不能（unjudged）',
};
