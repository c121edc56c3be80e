// `precipice info`: what a study file holds, without drawing it.
import type { Command } from 'commander';
import { recipeName } from '../../report/language/recipe-name.ts';
import { columnsOf, padEnd, plainText } from '../../report/terminal-text.ts';
import { controlsOf } from '../../study/controls.ts';
import { openStudy } from '../../study/study.ts';
import type { DatedEvent, StudyInfo } from '../../study/study-reader.ts';
import { CANDIDATE_PREFIX, unigramEntropyOf, type Environment, type RunRow } from '../../records/types.ts';
import { originOf } from '../../records/origin.ts';
import { figureFacts } from '../../report/figures/facts.ts';
import { describeUnusual } from '../../report/figures/unusual.ts';
import { print, printJson } from '../output.ts';
import { userPath } from '../paths.ts';
import { duration, quantity } from '../progress.ts';
import { withJson, withLanguage, type JsonOption, type LanguageOption } from '../settings.ts';
import { wordsOf, type Words } from '../../report/language/language.ts';
import { describeAlong } from '../../report/figures/facts.ts';
import { rowSettingIn } from '../../records/row-setting.ts';
import { rowName } from '../../report/language/row-text.ts';

export function registerInfo(cli: Command): void {
  const command = cli
    .command('info')
    .description('show what a study file holds')
    .argument('<file>', 'the study file');
  withJson(withLanguage(command)).action((given: string, options: JsonOption & LanguageOption) => {
    const file = userPath(given);
    const study = openStudy(file, 'read');
    try {
      const info = study.info();
      const runs = study.runs();
      const notes = ['fallback', 'host-lost', 'library-changed'].flatMap((kind) => study.eventsOfKind(kind));
      if (options.json)
        printJson({
          file,
          ...info,
          counts: study.counts(),
          labels: labelCounts(runs),
          events: study.events().filter(({ runId }) => runId === null),
        });
      else print(describe(info, runs, study.counts(), notes, wordsOf(options.language)).join('\n'));
    } finally {
      study.close();
    }
  });
}

function labelCounts(runs: readonly RunRow[]): Record<string, number> {
  const labels = runs.flatMap(({ state, label }) => (state === 'finished' && label ? [label] : []));
  return Object.fromEntries(
    [...Map.groupBy(labels, (label) => label)].map(([label, all]) => [label, all.length]),
  );
}

/** What the runs were trained on, or where they came from. */
function originLines(info: StudyInfo, words: Words): [string, string][] {
  const { names, ...told } = words.studyFacts;
  const { text } = info;
  if (text) {
    const { name, bytes, tokens, vocabulary, vocabularySize, unigramEntropy, sampledTokens } = text;
    const facts = told.text(
      name,
      quantity(bytes),
      quantity(tokens),
      vocabulary,
      vocabularySize,
      unigramEntropy.toFixed(4),
    );
    const sampled = sampledTokens === undefined ? [] : [told.sampled(quantity(sampledTokens))];
    return [
      [names.text, facts],
      [names.textSum, text.sha256],
      ...sampled.map((line): [string, string] => [names.sampled, line]),
    ];
  }
  const origin = originOf(info);
  switch (origin.kind) {
    case 'own':
      return [];
    case 'command': {
      const entropy = unigramEntropyOf(info);
      return [
        [names.command, origin.command],
        ...(entropy === null
          ? []
          : [[names.entropy, words.report.nats(entropy.toFixed(4))] as [string, string]]),
      ];
    }
    case 'imported': {
      const { fileName, kind, runs, skipped, sha256, inputs = [] } = origin.facts;
      return [
        [names.imported, told.imported(fileName, kind, runs, skipped)],
        ...(inputs.length > 1
          ? inputs.map(({ name, sha256: own }): [string, string] => [names.input, told.input(name, own)])
          : [[names.fileSum, sha256] as [string, string]]),
      ];
    }
  }
}

function describe(
  info: StudyInfo,
  runs: readonly RunRow[],
  counts: Readonly<Record<string, number>>,
  notes: readonly DatedEvent[],
  words: Words,
): string[] {
  const { names, ...told } = words.studyFacts;
  const listed = (
    counted: Readonly<Record<string, number>>,
    namesOf: Readonly<Partial<Record<string, string>>>,
  ) =>
    words.numbers.list(
      Object.entries(counted)
        .filter(([, count]) => count > 0)
        .map(([name, count]) => told.count(count, namesOf[name] ?? name)),
    ) || told.none;
  const axis = (of: (run: RunRow) => number) => {
    const values = [...new Set(runs.map(of))]
      .sort((a, b) => a - b)
      .map((value) => Number(value.toPrecision(4)));
    return values.length > MOST_LISTED
      ? told.range(values.length, values[0]!, values.at(-1)!)
      : values.join(' ');
  };
  const lines: [string, string][] = [
    [names.name, info.name],
    [names.made, info.createdAt],
    ...originLines(info, words),
    [names.recipes, words.numbers.list(info.recipes.map((name) => shownRecipe(name, info, words)))],
    [names.learningRates, axis(({ learningRate }) => learningRate)],
    [names.batchSizes, axis(({ batchSize }) => batchSize)],
    ...rowLines(info, axis, words),
    ...microBatchLine(info, words),
    ...recomputationLine(info, words),
    ...describeUnusual(info.spec, words).map((text, index): [string, string] => [
      index === 0 ? names.settings : '',
      text,
    ]),
    [names.seeds, axis(({ seed }) => seed)],
    [names.steps, axis(({ plannedSteps }) => plannedSteps)],
    [names.precision, figureFacts(info, runs, words).precision],
    [names.runs, told.runs(runs.length, listed(counts, told.states))],
    [names.labels, listed(labelCounts(runs), words.labels)],
    ...failureLines(runs, words),
    [
      names.laneTime,
      duration(
        runs.reduce((sum, { seconds }) => sum + (seconds ?? 0), 0),
        words,
      ),
    ],
    ...info.environments.flatMap((facts, index) => environmentLines(facts, index, words)),
    ...notes.map(({ message }): [string, string] => [names.note, message]),
  ];
  const width = Math.max(...lines.map(([label]) => columnsOf(label)));
  return lines.map(([label, value]) => `${padEnd(label, width)}  ${plainText(value)}`);
}

/** Values of an axis that are listed; of more, their number and range are told. */
const MOST_LISTED = 60;

/** Kinds of failures that are listed. */
const MOST_FAILURES = 5;

/** Why runs failed for infrastructure reasons; those whose reasons differ in numbers alone are told once. */
function failureLines(runs: readonly RunRow[], { studyFacts: told }: Words): [string, string][] {
  const failed = runs.filter(({ state, reason }) => state === 'failed-infrastructure' && reason !== null);
  const kinds = [...Map.groupBy(failed, ({ reason }) => reason!.replaceAll(/\d+/g, '0')).values()];
  kinds.sort((a, b) => b.length - a.length);
  const lines = kinds
    .slice(0, MOST_FAILURES)
    .map((kind) => told.failure(kind.length, kind[0]!.id, kind[0]!.reason!));
  const others = kinds.slice(MOST_FAILURES).reduce((sum, kind) => sum + kind.length, 0);
  if (others > 0) lines.push(told.otherFailures(others));
  return lines.map((line, index) => [index === 0 ? told.names.failed : '', line]);
}

/** Of rows that are not batch sizes: what they are, and what moves along. */
function rowLines(
  info: StudyInfo,
  axis: (of: (run: RunRow) => number) => string,
  words: Words,
): [string, string][] {
  const { names, rows } = words.studyFacts;
  const setting = rowSettingIn(info);
  if (setting.kind === 'batch-size') return [];
  const along = describeAlong(info.spec, words);
  const values = axis(({ rowValue }) => rowValue);
  return [[names.rows, rows(rowName(setting, words), values, along)]];
}

function microBatchLine({ spec: { microBatch } }: StudyInfo, { studyFacts }: Words): [string, string][] {
  const { names, sequences } = studyFacts;
  return microBatch === undefined ? [] : [[names.microBatch, sequences(microBatch)]];
}

function recomputationLine(
  { spec: { recomputation } }: StudyInfo,
  { studyFacts }: Words,
): [string, string][] {
  const { names, byLayer } = studyFacts;
  return recomputation === 'layer' ? [[names.recomputation, byLayer]] : [];
}

function shownRecipe(name: string, info: StudyInfo, words: Words): string {
  const { baseline } = info;
  return name === baseline
    ? words.studyFacts.baseline(name)
    : recipeName(name, { baseline, visibility: controlsOf(info) }, words);
}

/** What a session trained on, and, where that was chosen by measuring, a line for each device it was chosen from. */
export function environmentLines(
  facts: Environment,
  index: number,
  { studyFacts: { names } }: Words,
): [string, string][] {
  const isCandidate = ([key]: readonly [string, unknown]) => key.startsWith(CANDIDATE_PREFIX);
  const entries = Object.entries(facts);
  const described = entries
    .filter((entry) => !isCandidate(entry))
    .map(([key, value]) => `${key} ${value}`)
    .join(', ');
  const candidates = entries
    .filter(isCandidate)
    .map(([key, value]) => `${key.slice(CANDIDATE_PREFIX.length)}: ${value}`);
  return [
    [index === 0 ? names.trainedOn : '', described],
    ...candidates.map((line, i): [string, string] => [i === 0 ? names.chosenFrom : '', line]),
  ];
}
