// docs/worked-example.md, made from the example study: node scripts/worked-example.ts. Every number in it is computed here as the
// program computes it, so that a new example study needs no more than this command. The pictures are doc-pictures.ts.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { decide, type Decision } from '../src-main/analysis/decision/decide.ts';
import type { CostInputs } from '../src-main/analysis/decision/inputs.ts';
import {
  failuresText,
  breakEvenText,
  decisionSentence,
  mayFailText,
} from '../src-main/report/language/decision-text.ts';
import { gateText } from '../src-main/report/language/gate-text.ts';
import { formatLearningRate } from '../src-main/report/language/numbers.ts';
import { ENGLISH } from '../src-main/report/language/language.ts';
import { managerText, sentencesOf } from '../src-main/report/language/manager-text.ts';
import { mostKept } from '../src-main/analysis/decision/most-kept.ts';
import { quantityName, quantityTexts } from '../src-main/report/language/quantity-text.ts';
import { savingRangeText } from '../src-main/report/language/saving-text.ts';
import { resultSentences, visibilitySentences } from '../src-main/report/sentences.ts';
import { analyzeStudy } from '../src-main/study/analyze-study.ts';
import { openStudy } from '../src-main/study/study.ts';

const ROOT = path.resolve(import.meta.dirname, '..');
export const WORKED_EXAMPLE = path.join(ROOT, 'docs/worked-example.md');

const COMMAND = 'npm run -s precipice --';
const STUDY = 'resources/example.precipice';
/** The speed-up of a small model, and a failure probability that a team might know of its full runs. */
const SLOW: CostInputs = { speedup: { low: 1.05, value: 1.1, high: 1.15 } };
const KNOWN: CostInputs = { failureProbability: { low: 0.02, value: 0.05, high: 0.1 } };
const KNOWING: CostInputs = { searchRuns: { low: 0, value: 0, high: 0 } };
const MOST_BARS = 3;

export function workedExample(): string {
  const study = openStudy(path.join(ROOT, STUDY), 'read');
  const [analysis, runs] = [analyzeStudy(study), study.runs().length];
  study.close();
  const recipe = mostKept(analysis)!;
  const decided = (name: string, inputs: CostInputs = {}): Decision => {
    const decision = decide(analysis, name, { inputs, search: null });
    if (decision.verdict === 'undecidable')
      throw new Error(`${name} cannot be decided on: ${decision.reason}.`);
    return decision;
  };
  const sentence = (decision: Decision) => decisionSentence(decision, ENGLISH);
  const told = (decision: Decision) =>
    [managerText(decision, ENGLISH).verdict, sentence(decision)].map(quote);
  const main = decided(recipe);
  const { learningRate, rowValue } = main.recipe.cell;
  const control = analysis.visibility.positive ?? analysis.recipes.at(-1)!.recipe;
  const run = (options = '') => `\`${COMMAND} decide ${STUDY}${options}\``;
  const quote = (text: string) => `> ${text}`;
  const isMultiple = (count: number) => `${count.toLocaleString('en')} runs`;

  return `${[
    '# From a map to a decision: a worked example',
    `Written by \`node scripts/worked-example.ts\` from the study that ships with the program, \`${STUDY}\`: ${isMultiple(runs)} of a small character model, FP8 emulated ([how it was made](../resources/example.md)). What stands in quotes is what the command above it prints; the report has it all: \`${COMMAND} export ${STUDY} --format pdf [--language ja]\`.`,
    '## What the map says',
    `\`${COMMAND} show ${STUDY}\``,
    ...[...resultSentences(analysis, ENGLISH), ...visibilitySentences(analysis, ENGLISH)].map(quote),
    '## What to do',
    run(),
    ...sentencesOf(managerText(main, ENGLISH)).map(quote),
    quote(`${ENGLISH.manager.forEngineers}: ${sentence(main)}`),
    `It would be trained at learning rate ${formatLearningRate(learningRate)} and batch size ${rowValue}, and is compared with ${analysis.baseline} at the baseline's own best setting, learning rate ${formatLearningRate(main.baseline.cell.learningRate)} and batch size ${main.baseline.cell.rowValue}.`,
    gateTable(main),
    `${breakEvenText(main, ENGLISH)} ${mayFailText(main, ENGLISH)} ${failuresText(main, ENGLISH)} That is why ${recipe} may cost more than ${analysis.baseline}.`,
    `What the saving depends on most: ${topBars(main)}.`,
    '## What the cost rests on',
    'Nothing that the study can measure is assumed, and what it cannot is called an assumption; each may be given as an option of `decide`, or in the Verdict view.',
    quantityTable(main),
    '## With other numbers',
    `With a small model's speed-up, ${run(' --speedup 1.05:1.1:1.15')}:`,
    ...told(decided(recipe, SLOW)),
    `A toy cell says little of how often a full run fails. With one's own number for it, ${run(' --failure-probability 0.02:0.05:0.1')}:`,
    ...told(decided(recipe, KNOWN)),
    `A team that knows its settings in the baseline searches for those of the recipe alone, ${run(' --search-runs 0')}:`,
    ...told(decided(recipe, KNOWING)),
    `And ${control}, ${run(` --recipe ${control}`)}:`,
    ...told(decided(control)),
    '## How it looks',
    'The Verdict view, in English, and the first page of the report, in both languages:',
    '![The Verdict view: the sentence, what would change it, the costs as sliders with their distributions](verdict.png)',
    '![The first page of the report in English](report-en.png) ![The first page of the report in Japanese](report-ja.png)',
  ].join('\n\n')}\n`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function gateTable({ gates, rowSetting }: Decision): string {
  return table(
    ['gate', 'measured', 'status', 'what would change this'],
    gates.map((gate) => {
      const { criterion, measured, status, turns } = gateText(gate, rowSetting, ENGLISH);
      return [criterion, measured, status, turns];
    }),
  );
}

function quantityTable(decision: Decision): string {
  const columns = ['number', 'most likely', 'range', 'unit', 'kind', 'where it comes from'];
  return table(
    columns,
    quantityTexts(decision, ENGLISH).map(({ name, low, value, high, unit, kind, source }) => [
      name,
      value,
      low === high ? '' : `${low} to ${high}`,
      unit,
      kind,
      source,
    ]),
  );
}

function topBars(decision: Decision): string {
  return decision.tornado
    .slice(0, MOST_BARS)
    .map(({ input, low, high }) => {
      const name = quantityName(input, decision, ENGLISH);
      return `${name} (${savingRangeText(low, high, ENGLISH)})`;
    })
    .join('; ');
}

if (process.argv[1] === import.meta.filename) writeFileSync(WORKED_EXAMPLE, workedExample());
