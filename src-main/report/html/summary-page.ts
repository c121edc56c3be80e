// The first page, for a manager: the verdict in a sentence, what is kept of the stable region, the setting, the cost, and the
// plan of stages as a checklist. It must fit on one sheet of A4.
import type { Decision, Undecidable } from '../../analysis/decision/decide.ts';
import { cautionSentences } from '../cautions.ts';
import {
  breakEvenText,
  decisionSentence,
  failuresText,
  mayFailText,
  programText,
} from '../language/decision-text.ts';
import { gateText } from '../language/gate-text.ts';
import { costFigure } from '../figures/cost-figure.ts';
import { figureFacts } from '../figures/facts.ts';
import { managerText } from '../language/manager-text.ts';
import { mapFigure } from '../figures/map.ts';
import { formatLearningRate } from '../language/numbers.ts';
import type { Words } from '../language/language.ts';
import { resultSentences, visibilitySentences } from '../sentences.ts';
import { tag, table, type Html } from './markup.ts';
import type { ReportSource } from './source.ts';
import { rowName, rowText } from '../language/row-text.ts';

const BOXES = { go: '☑', 'no-go': '☒', undecided: '☐' } as const;

export function summaryPage(source: ReportSource, decision: Decision | Undecidable | null): Html[] {
  const { info, runs, analysis, words } = source;
  const { numbers, report, sentences } = words;
  const { precision, budget, seeds, device, data } = figureFacts(info, runs, words);
  const facts = numbers.list([precision, budget, seeds, device, data].filter((fact) => fact !== ''));
  const results = resultSentences(analysis, words);
  const seen = visibilitySentences(analysis, words);
  return [
    tag('h1', {}, info.name),
    tag('p', { class: 'quiet' }, report.subtitle(numbers.date(info.createdAt), facts)),
    tag(
      'div',
      { class: `lead ${decision?.verdict ?? ''}` },
      decision ? lead(decision, words) : tag('p', {}, sentences.oneRecipe),
    ),
    ...cautionSentences(analysis, words).map((caution) => tag('p', { class: 'caution' }, caution)),
    results.length === 0
      ? tag('p', {}, report.oneRecipe(analysis.baseline))
      : tag(
          'ul',
          { class: 'headlines' },
          results.map((result) => tag('li', {}, result)),
        ),
    ...(seen.length === 0 ? [] : [tag('p', { class: 'quiet' }, numbers.sentences(seen))]),
    ...(decision && decision.verdict !== 'undecidable'
      ? [map(source, decision), ...plan(decision, words)]
      : []),
  ];
}

/** What a manager reads first, and what he may hand on to an engineer. */
function lead(decision: Decision | Undecidable, words: Words): Html[] {
  const { verdict, findings, evidence, next } = managerText(decision, words);
  const isDecidable = decision.verdict !== 'undecidable';
  return [
    tag('p', { class: 'headline' }, verdict),
    ...[words.numbers.sentences(findings), evidence ?? '', next]
      .filter((text) => text !== '')
      .map((text) => tag('p', {}, text)),
    ...(isDecidable ? [tag('p', { class: 'quiet' }, decisionSentence(decision, words))] : []),
  ];
}

/** The maps of the two recipes that are decided between. */
function map({ info, runs, analysis, words }: ReportSource, { baseline, recipe }: Decision): Html {
  const shown = [baseline.recipe, recipe.recipe];
  const recipes = analysis.recipes.filter((each) => shown.includes(each.recipe));
  const svg = mapFigure(
    { ...analysis, recipes },
    {
      title: words.report.mapCaption(rowName(analysis.rowSetting, words)),
      theme: 'light',
      value: 'unstable',
      guides: false,
      facts: { ...figureFacts(info, runs, words), thresholds: '' },
      tailCeiling: null,
      idPrefix: 'report-first',
      chosen: recipe.cell,
      words,
    },
  );
  return tag('figure', { class: 'first' }, { html: svg });
}

function plan(decision: Decision, words: Words): Html[] {
  const { decision: text, numbers } = words;
  const { recipe, gates } = decision;
  const program = programText(decision, words);
  const columns = text.planColumns;
  return [
    tag(
      'p',
      {},
      numbers.sentences([
        text.setting(
          formatLearningRate(recipe.cell.learningRate),
          rowText(decision.rowSetting, recipe.cell.rowValue, words),
        ),
        breakEvenText(decision, words),
        ...(program === null ? [] : [program]),
        mayFailText(decision, words),
        failuresText(decision, words),
      ]),
    ),
    tag(
      'figure',
      { class: 'narrow' },
      {
        html: costFigure(decision, { theme: 'light', words, idPrefix: 'report-cost' }),
      },
    ),
    tag('h2', {}, text.plan),
    table(
      [columns.gate, columns.stage, columns.criterion, columns.measured, columns.turns],
      gates.map((gate) => {
        const { stage, status, criterion, measured, turns } = gateText(gate, decision.rowSetting, words);
        return [`${BOXES[gate.status]} ${status}`, stage, criterion, measured, turns];
      }),
      'plan',
    ),
    tag('p', { class: 'quiet' }, text.smallModels),
  ];
}
