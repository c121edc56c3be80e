// How the numbers of the report were found: methods, thresholds, machines, limits.
import type { Thresholds } from '../../analysis/labels/thresholds.ts';
import { originOf, type Origin } from '../../records/origin.ts';
import { writtenSpec } from '../../records/stored-spec.ts';
import type { Words } from '../language/language.ts';
import { tag, type Html } from './markup.ts';
import type { ReportSource } from './source.ts';
import { rowName } from '../language/row-text.ts';
import type { RowSetting } from '../../analysis/grid/rows.ts';
import { rowSettingIn } from '../../records/row-setting.ts';

/** How numbers were found, and what they cannot show. */
export function methodsSection({ info, words }: ReportSource): Html[] {
  const { report, numbers } = words;
  return [
    tag('h2', {}, report.methods),
    tag(
      'p',
      {},
      numbers.sentences([
        trainedBy(originOf(info), rowSettingIn(info), words),
        report.outcomes,
        ...report.statistics,
      ]),
    ),
    tag('h2', {}, report.limits),
    tag(
      'ul',
      {},
      [...(originOf(info).kind === 'own' ? report.ownLimits : []), ...report.allLimits].map((limit) =>
        tag('li', {}, limit),
      ),
    ),
  ];
}

/** Text, spec, thresholds and machines: what it takes to do it again. */
export function environmentSection({ info, words }: ReportSource): Html[] {
  const { report, numbers, labels } = words;
  const { text, environments, thresholds } = info;
  const values = Object.entries(thresholds) as [
    keyof Thresholds,
    NonNullable<Thresholds[keyof Thresholds]>,
  ][];
  return [
    list([
      ...(text
        ? [
            [
              report.text,
              report.textFacts(
                text.name,
                text.tokens,
                text.vocabularySize,
                report.vocabularies[text.vocabulary],
                text.sha256,
              ),
            ] as const,
            [report.entropy, report.nats(text.unigramEntropy.toFixed(4))] as const,
            ...(text.sampledTokens === undefined
              ? []
              : [[report.sampled, report.sampledTokens(text.sampledTokens)] as const]),
          ]
        : []),
      [report.spec, JSON.stringify(writtenSpec(info.spec))],
    ]),
    tag('h2', {}, report.thresholds),
    list(
      values.map(([name, value]) => [
        report.thresholdNames[name],
        typeof value === 'number' ? String(value) : numbers.list(value.map((label) => labels[label])),
      ]),
    ),
    ...(environments.length === 0 ? [] : [tag('h2', {}, report.environment)]),
    ...environments.flatMap((environment, index) => [
      tag('h3', {}, report.session(index + 1)),
      list(Object.entries(environment).map(([name, value]) => [name, String(value)])),
    ]),
  ];
}

/** Of the model and precision of other trainers nothing is known here but what they said. */
function trainedBy(origin: Origin, rowSetting: RowSetting, words: Words): string {
  const { report } = words;
  switch (origin.kind) {
    case 'own':
      return report.ownRuns(rowName(rowSetting, words));
    case 'command':
      return report.commandRuns(rowName(rowSetting, words));
    case 'imported': {
      const { fileName, runs, skipped } = origin.facts;
      return report.importedRuns(fileName, runs, skipped);
    }
  }
}

function list(facts: readonly (readonly [string, string])[]): Html {
  return tag(
    'dl',
    {},
    facts.flatMap(([name, value]) => [tag('dt', {}, name), tag('dd', {}, value)]),
  );
}
