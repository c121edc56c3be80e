// The ladder of the report, where the rows of its study are sizes: what they say of a larger model, and how that was tested.
import { ladderFigure } from '../figures/ladder-figure.ts';
import { AT_ITS_REACH, ladderSentences } from '../language/ladder-text.ts';
import { figure, tag, type Html } from './markup.ts';
import type { ReportSource } from './source.ts';

export function ladderSection({ info, analysis, ladder, words }: ReportSource): Html[] {
  if (ladder === null || ladder.ladders.length === 0) return [];
  const title = words.ladder.title(info.name);
  const svg = ladderFigure(ladder.ladders, {
    title,
    sizeIn: ladder.sizeIn,
    sentences: [],
    theme: 'light',
    words,
    idPrefix: 'report-ladder',
  });
  const sentences = ladderSentences(ladder, AT_ITS_REACH, analysis.thresholds.confidence, words);
  return [
    tag('h2', { class: 'page' }, words.ladder.heading),
    figure(svg, words.ladder.caption),
    tag(
      'ul',
      {},
      sentences.map((sentence) => tag('li', {}, sentence)),
    ),
  ];
}
