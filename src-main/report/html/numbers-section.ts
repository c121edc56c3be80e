// The verdict in numbers, for engineers: the sentence with its evidence, every recipe's headline, what the study could have seen, the plan
// of stages as a checklist, and the measures run by run.
import type { Decision, Undecidable } from '../../analysis/decision/decide.ts';
import {
  breakEvenText,
  decisionSentence,
  failuresText,
  mayFailText,
  programText,
} from '../language/decision-text.ts';
import { gateText } from '../language/gate-text.ts';
import { formatLearningRate } from '../language/numbers.ts';
import type { Words } from '../language/language.ts';
import { rowText } from '../language/row-text.ts';
import { targetSentences } from '../language/target-text.ts';
import { resultSentences, visibilitySentences } from '../sentences.ts';
import { headlineTable } from './headline-table.ts';
import { table, tag, type Html } from './markup.ts';
import type { ReportSource } from './source.ts';

const BOXES = { go: '☑', 'no-go': '☒', undecided: '☐' } as const;

export function numbersSection(source: ReportSource, decision: Decision | Undecidable | null): Html[] {
  const { analysis, words } = source;
  const results = resultSentences(analysis, words);
  if (results.length === 0) return [];
  const seen = visibilitySentences(analysis, words);
  const isDecided = decision !== null && decision.verdict !== 'undecidable';
  return [
    tag('h2', { class: 'page' }, words.manager.forEngineers),
    ...(isDecided
      ? [decisionSentence(decision, words), ...targetSentences(decision, words)].map((each) =>
          tag('p', {}, each),
        )
      : []),
    tag(
      'ul',
      { class: 'headlines' },
      results.map((result) => tag('li', {}, result)),
    ),
    ...(seen.length === 0 ? [] : [tag('p', { class: 'quiet' }, words.numbers.sentences(seen))]),
    ...(isDecided ? plan(decision, words) : []),
    ...headlineTable(source),
  ];
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
    tag('h2', {}, text.plan),
    table(
      [columns.gate, columns.stage, columns.criterion, columns.measured, columns.turns],
      gates.map((gate) => {
        const { stage, status, criterion, measured, turns } = gateText(gate, decision.rowSetting, words);
        return [`${BOXES[gate.status]} ${status}`, stage, criterion, measured, turns];
      }),
      'plan',
    ),
  ];
}
