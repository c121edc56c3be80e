// The ladder of the report, where the rows of its study are sizes: what they say of a larger model, and how that was tested.
import { budgetCurves } from '../../analysis/ladder/budget-curves.ts';
import { figureFacts } from '../figures/facts.ts';
import { ladderFigure } from '../figures/ladder-figure.ts';
import { sizeMapsFigure } from '../figures/size-maps.ts';
import { AT_ITS_REACH, ladderCaption, ladderSentences } from '../language/ladder-text.ts';
import { figure, tag, type Html } from './markup.ts';
import type { ReportSource } from './source.ts';

export function ladderSection({ info, runs, analysis, ladder, words }: ReportSource): Html[] {
  if (ladder === null || ladder.ladders.length === 0) return [];
  const { confidence } = analysis.thresholds;
  const title = words.ladder.title(info.name);
  const svg = ladderFigure(ladder.ladders, {
    title,
    sizeIn: ladder.sizeIn,
    confidence,
    byTokens: ladder.budgets && budgetCurves(ladder.budgets, confidence),
    sentences: [],
    theme: 'light',
    words,
    idPrefix: 'report-ladder',
  });
  const facts = { ...figureFacts(info, runs, words), thresholds: '' };
  const maps = sizeMapsFigure(analysis, ladder, {
    title: words.ladder.maps(info.name),
    facts,
    theme: 'light',
    words,
    idPrefix: 'report-sizes',
  });
  const sentences = ladderSentences(ladder, AT_ITS_REACH, confidence, words);
  return [
    tag('h2', {}, words.ladder.heading),
    figure(svg, ladderCaption(ladder.ladders, words)),
    figure(maps, words.ladder.mapsSubtitle),
    tag(
      'ul',
      {},
      sentences.map((sentence) => tag('li', {}, sentence)),
    ),
  ];
}
