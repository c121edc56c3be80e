// How the numbers of this study came about: text, model, optimizer, thresholds, machine.
import type { StudyView } from '../../src-main/contract/contract.ts';
import { importedFacts, originOf, rowsLeftOut } from '../../src-main/records/origin.ts';
import { unigramEntropyOf } from '../../src-main/records/types.ts';
import { hasTrainer, type AnySpec } from '../../src-main/spec/trainer.ts';
import { describeLeftOut } from '../../src-main/report/figures/facts.ts';
import { recipeName } from '../../src-main/report/language/recipe-name.ts';
import type { Words } from '../../src-main/report/language/language.ts';
import { useAnswer } from '../client/queries.ts';
import { FactPanel, type Facts } from '../parts/fact-panel.tsx';
import { showBytes, showDate } from '../parts/numbers.ts';
import { formatRow, rowName } from '../../src-main/report/language/row-text.ts';
import { useReportWords, useWords } from '../words/language.ts';
import type { PageWords } from '../words/words.ts';

export function AboutTab({ study: { id, path, info, factsIn, analysis } }: { readonly study: StudyView }) {
  const page = useWords();
  const words = page.studyAbout;
  const report = useReportWords();
  const { numbers } = report;
  const facts = factsIn[report.language];
  const spec = useAnswer('study.spec', importedFacts(info) ? null : { id });
  const { thresholds, environments } = info;
  const general: Facts = [
    [words.file, path],
    [words.made, showDate(info.createdAt, page.numbers)],
    ...dataFacts(info, page, report),
    [
      words.recipes,
      words.recipesOf(
        info.recipes.map((name) => recipeName(name, analysis, report)),
        info.baseline,
      ),
    ],
    [
      words.learningRates,
      numbers.list(analysis.learningRates.map((value) => String(Number(value.toPrecision(4))))),
    ],
    [words.rows(rowName(analysis.rowSetting, report)), numbers.list(analysis.rowValues.map(formatRow))],
    [words.budget, facts.budget],
    [words.seeds, facts.seeds],
    [words.precision, facts.precision],
  ];
  return (
    <div className="beside">
      <FactPanel title={words.study} facts={general} />
      {spec.data && <SpecPanels spec={spec.data} />}
      <FactPanel title={words.thresholds} facts={thresholdFacts(thresholds, report)} />
      {environments.map((environment, index) => (
        <FactPanel
          key={index}
          title={words.session(index + 1)}
          facts={entriesOf(environment, words.names)}
          isData
        />
      ))}
    </div>
  );
}

function SpecPanels({ spec }: { readonly spec: AnySpec }) {
  const words = useWords().studyAbout;
  const { rows } = useReportWords();
  if (hasTrainer(spec))
    return <FactPanel title={words.command} facts={entriesOf(spec.trainer, words.names)} isData />;
  const names = { ...words.names, ...rows.names };
  return (
    <>
      <FactPanel title={words.model} facts={entriesOf(spec.model, names, 'model.')} isData />
      <FactPanel title={words.optimizer} facts={entriesOf(spec.optimizer, names, 'optimizer.')} isData />
    </>
  );
}

/** What the runs were trained on, or where they came from. */
function dataFacts(info: StudyView['info'], { studyAbout: words, numbers }: PageWords, report: Words): Facts {
  const { text } = info;
  if (text) {
    const { name, bytes, tokens, vocabulary, vocabularySize, unigramEntropy, sampledTokens } = text;
    const kind = report.report.vocabularies[vocabulary];
    return [
      [words.text, words.textFacts(name, showBytes(bytes, numbers), tokens, vocabularySize, kind)],
      [words.entropy, words.nats(unigramEntropy.toFixed(4), sampledTokens ?? null)],
    ];
  }
  const origin = originOf(info);
  if (origin.kind !== 'imported') {
    const entropy = unigramEntropyOf(info);
    return entropy === null ? [] : [[words.entropy, words.nats(entropy.toFixed(4), null)]];
  }
  const { fileName, kind, runs, skipped, notes, inputs = [] } = origin.facts;
  const leftOut = describeLeftOut(rowsLeftOut(origin.facts), origin.facts.ratesPerDecade ?? null, report);
  return [
    [words.importedFrom, words.importFacts(fileName, kind, runs, skipped)],
    ...inputs.map(({ name, place }) => [words.input, place ?? words.placeless(name)] as const),
    ...(leftOut === '' ? [] : [[words.leftOut, leftOut] as const]),
    ...(notes ?? []).map((note) => [words.decided, note] as const),
  ];
}

function thresholdFacts(
  thresholds: StudyView['info']['thresholds'],
  { report, labels, numbers }: Words,
): Facts {
  return (Object.keys(thresholds) as (keyof typeof thresholds)[]).map((name) => {
    const value = thresholds[name]!;
    const told =
      typeof value === 'number' ? String(value) : numbers.list(value.map((label) => labels[label]));
    return [report.thresholdNames[name], told];
  });
}

/** By their names; where there is none, "warmupSteps" is "warmup steps". `room`: what stands before them there. */
function entriesOf(value: object, names: Readonly<Record<string, string>>, room = ''): Facts {
  return Object.entries(value).map(([name, part]) => [
    names[room + name] ?? names[name] ?? name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`),
    Array.isArray(part) ? part.join(', ') : String(part),
  ]);
}
