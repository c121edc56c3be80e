// The ladder of the report, where the rows of its study are sizes: what they say of a larger model, and how that was tested.
import { budgetCurves } from '../../analysis/ladder/budget-curves.ts';
import { figureFacts } from '../figures/facts.ts';
import { ladderFigure } from '../figures/ladder-figure.ts';
import { sizeMapsFigure } from '../figures/size-maps.ts';
import { AT_ITS_REACH, ladderSentences } from '../language/ladder-text.ts';
import { figure, tag, type Html } from './markup.ts';
import type { ReportSource } from './source.ts';

export function ladderSection({ info, runs, analysis, ladder, words }: ReportSource): Html[] {
  if (ladder === null || ladder.ladders.length === 0) return [];
  const title = words.ladder.title(info.name);
  const svg = ladderFigure(ladder.ladders, {
    title,
    sizeIn: ladder.sizeIn,
    byTokens: ladder.budgets && budgetCurves(ladder.budgets, analysis.thresholds.confidence),
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
  const sentences = ladderSentences(ladder, AT_ITS_REACH, analysis.thresholds.confidence, words);
  return [
    tag('h2', {}, words.ladder.heading),
    figure(svg, words.ladder.caption),
    figure(maps, words.ladder.mapsSubtitle),
    tag(
      'ul',
      {},
      sentences.map((sentence) => tag('li', {}, sentence)),
    ),
  ];
}
