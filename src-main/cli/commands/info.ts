// `precipice info`: what a study file holds, without drawing it.
import type { Command } from 'commander';
import { recipeName } from '../../report/language/recipe-name.ts';
import { plural } from '../../report/language/en/plural.ts';
import { plainText } from '../../report/terminal-text.ts';
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
import { withJson, type JsonOption } from '../settings.ts';
import { ENGLISH } from '../../report/language/language.ts';
import { describeAlong } from '../../report/figures/facts.ts';
import { rowSettingIn } from '../../records/row-setting.ts';
import { rowName } from '../../report/language/row-text.ts';

export function registerInfo(cli: Command): void {
  const command = cli
    .command('info')
    .description('show what a study file holds')
    .argument('<file>', 'the study file');
  withJson(command).action((given: string, options: JsonOption) => {
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
      else print(describe(info, runs, study.counts(), notes).join('\n'));
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
function originLines(info: StudyInfo): [string, string][] {
  const { text } = info;
  if (text) {
    const { name, bytes, tokens, vocabulary, vocabularySize, unigramEntropy, sampledTokens } = text;
    const facts = `${name}, ${quantity(bytes)}B, ${quantity(tokens)} tokens (${vocabulary}, ${vocabularySize} of them), unigram entropy ${unigramEntropy.toFixed(4)} nats`;
    return [
      ['Text', facts],
      ['Text SHA-256', text.sha256],
      ...(sampledTokens === undefined
        ? []
        : [
            ['Read for these', `${quantity(sampledTokens)} tokens, evenly spread over the files`] as [
              string,
              string,
            ],
          ]),
    ];
  }
  const origin = originOf(info);
  switch (origin.kind) {
    case 'own':
      return [];
    case 'command': {
      const entropy = unigramEntropyOf(info);
      return [
        ['Command', origin.command],
        ...(entropy === null ? [] : [['Unigram entropy', `${entropy.toFixed(4)} nats`] as [string, string]]),
      ];
    }
    case 'imported': {
      const { fileName, kind, runs, skipped, sha256, inputs = [] } = origin.facts;
      return [
        [
          'Imported',
          `${fileName} (${kind}): ${plural(runs, 'run')}, ${skipped} ${skipped === 1 ? 'row that is not a run' : 'rows that are not runs'}`,
        ],
        ...(inputs.length > 1
          ? inputs.map(({ name, sha256: own }): [string, string] => ['Input', `${name}, SHA-256 ${own}`])
          : [['File SHA-256', sha256] as [string, string]]),
      ];
    }
  }
}

function describe(
  info: StudyInfo,
  runs: readonly RunRow[],
  counts: Readonly<Record<string, number>>,
  notes: readonly DatedEvent[],
): string[] {
  const listed = (entries: readonly (readonly [string, number])[]) =>
    entries
      .filter(([, count]) => count > 0)
      .map(([name, count]) => `${count} ${name}`)
      .join(', ') || 'none';
  const axis = (of: (run: RunRow) => number) => {
    const values = [...new Set(runs.map(of))]
      .sort((a, b) => a - b)
      .map((value) => Number(value.toPrecision(4)));
    return values.length > MOST_LISTED
      ? `${values.length} from ${values[0]!} to ${values.at(-1)!}`
      : values.join(' ');
  };
  const lines: [string, string][] = [
    ['Name', info.name],
    ['Made', info.createdAt],
    ...originLines(info),
    ['Recipes', info.recipes.map((name) => shownRecipe(name, info)).join(', ')],
    ['Learning rates', axis(({ learningRate }) => learningRate)],
    ['Batch sizes', axis(({ batchSize }) => batchSize)],
    ...rowLines(info, axis),
    ...microBatchLine(info),
    ...recomputationLine(info),
    ...describeUnusual(info.spec, ENGLISH).map(settingLine),
    ['Seeds', axis(({ seed }) => seed)],
    ['Steps', axis(({ plannedSteps }) => plannedSteps)],
    ['Precision', figureFacts(info, runs, ENGLISH).precision],
    ['Runs', `${runs.length}: ${listed(Object.entries(counts))}`],
    ['Labels', listed(Object.entries(labelCounts(runs)))],
    ...failureLines(runs),
    ['Lane time', duration(runs.reduce((sum, { seconds }) => sum + (seconds ?? 0), 0))],
    ...info.environments.flatMap(environmentLines),
    ...notes.map(({ message }): [string, string] => ['Note', message]),
  ];
  const width = Math.max(...lines.map(([label]) => label.length));
  return lines.map(([label, value]) => `${label.padEnd(width)}  ${plainText(value)}`);
}

/** Values of an axis that are listed; of more, their number and range are told. */
const MOST_LISTED = 60;

/** Kinds of failures that are listed. */
const MOST_FAILURES = 5;

/** Why runs failed for infrastructure reasons; those whose reasons differ in numbers alone are told once. */
function failureLines(runs: readonly RunRow[]): [string, string][] {
  const failed = runs.filter(({ state, reason }) => state === 'failed-infrastructure' && reason !== null);
  const kinds = [...Map.groupBy(failed, ({ reason }) => reason!.replaceAll(/\d+/g, '0')).values()];
  kinds.sort((a, b) => b.length - a.length);
  const lines = kinds
    .slice(0, MOST_FAILURES)
    .map((kind) => `${plural(kind.length, 'run')}, as run ${kind[0]!.id}: ${kind[0]!.reason}`);
  const others = kinds.slice(MOST_FAILURES).reduce((sum, kind) => sum + kind.length, 0);
  if (others > 0) lines.push(`${plural(others, 'run')} for other reasons`);
  return lines.map((line, index) => [index === 0 ? 'Failed' : '', line]);
}

/** Of rows that are not batch sizes: what they are, and what moves along. */
function rowLines(info: StudyInfo, axis: (of: (run: RunRow) => number) => string): [string, string][] {
  const setting = rowSettingIn(info);
  if (setting.kind === 'batch-size') return [];
  const along = describeAlong(info.spec, ENGLISH);
  return [
    [
      'Rows',
      `${rowName(setting, ENGLISH)} ${axis(({ rowValue }) => rowValue)}${along === null ? '' : `; ${along}`}`,
    ],
  ];
}

function microBatchLine({ spec: { microBatch } }: StudyInfo): [string, string][] {
  return microBatch === undefined ? [] : [['Micro-batch', plural(microBatch, 'sequence')]];
}

function recomputationLine({ spec: { recomputation } }: StudyInfo): [string, string][] {
  return recomputation === 'layer' ? [['Recomputation', 'activations, by layer']] : [];
}

function settingLine(text: string, index: number): [string, string] {
  return [index === 0 ? 'Settings' : '', text];
}

function shownRecipe(name: string, info: StudyInfo): string {
  const { baseline } = info;
  return name === baseline
    ? `${name} (baseline)`
    : recipeName(name, { baseline, visibility: controlsOf(info) }, ENGLISH);
}

/** What a session trained on, and, where that was chosen by measuring, a line for each device it was chosen from. */
export function environmentLines(facts: Environment, index: number): [string, string][] {
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
    [index === 0 ? 'Trained on' : '', described],
    ...candidates.map((line, i): [string, string] => [i === 0 ? 'Chosen from' : '', line]),
  ];
}
