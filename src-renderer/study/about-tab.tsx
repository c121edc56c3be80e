// How the numbers of this study came about: text, model, optimizer, thresholds, machine.
import type { StudyView } from '../../src-main/contract/contract.ts';
import { importedFacts, originOf, rowsLeftOut } from '../../src-main/records/origin.ts';
import { unigramEntropyOf } from '../../src-main/records/types.ts';
import { hasTrainer, type AnySpec } from '../../src-main/spec/trainer.ts';
import { describeLeftOut } from '../../src-main/report/figures/facts.ts';
import { recipeName } from '../../src-main/report/language/recipe-name.ts';
import { ENGLISH } from '../../src-main/report/language/language.ts';
import { plural } from '../../src-main/report/language/en/plural.ts';
import { useAnswer } from '../client/queries.ts';
import { FactPanel, type Facts } from '../parts/fact-panel.tsx';
import { showBytes, showDate } from '../parts/numbers.ts';
import { useWords } from '../words/language.ts';
import type { PageWords } from '../words/words.ts';
import { formatRow, rowName } from '../../src-main/report/language/row-text.ts';

export function AboutTab({ study: { id, path, info, facts, analysis } }: { readonly study: StudyView }) {
  const spec = useAnswer('study.spec', importedFacts(info) ? null : { id });
  const words = useWords();
  const { thresholds, environments } = info;
  const general: Facts = [
    ['File', path],
    ['Made', showDate(info.createdAt, words.numbers)],
    ...dataFacts(info, words),
    [
      'Recipes',
      `${info.recipes.map((name) => recipeName(name, analysis, ENGLISH)).join(', ')}; baseline ${info.baseline}`,
    ],
    ['Learning rates', analysis.learningRates.map((value) => Number(value.toPrecision(4))).join(', ')],
    [`Rows: ${rowName(analysis.rowSetting, ENGLISH)}`, analysis.rowValues.map(formatRow).join(', ')],
    ['Budget', facts.budget],
    ['Seeds', facts.seeds],
    ['Precision', facts.precision],
  ];
  return (
    <div className="beside">
      <FactPanel title="Study" facts={general} />
      {spec.data && <SpecPanels spec={spec.data} />}
      <FactPanel title="Thresholds" facts={entriesOf(thresholds)} />
      {environments.map((environment, index) => (
        <FactPanel key={index} title={`Session ${index + 1}`} facts={entriesOf(environment)} />
      ))}
    </div>
  );
}

function SpecPanels({ spec }: { readonly spec: AnySpec }) {
  if (hasTrainer(spec)) return <FactPanel title="Trained by a command" facts={entriesOf(spec.trainer)} />;
  return (
    <>
      <FactPanel title="Model" facts={entriesOf(spec.model)} />
      <FactPanel title="Optimizer" facts={entriesOf(spec.optimizer)} />
    </>
  );
}

/** What the runs were trained on, or where they came from. */
function dataFacts(info: StudyView['info'], words: PageWords): Facts {
  const { text } = info;
  if (text) {
    const { name, bytes, tokens, vocabulary, vocabularySize, unigramEntropy, sampledTokens } = text;
    const sampled = sampledTokens === undefined ? '' : `, of ${plural(sampledTokens, 'token')} evenly spread`;
    return [
      [
        'Text',
        `${name}, ${showBytes(bytes, words.numbers)}, ${plural(tokens, 'token')}, vocabulary of ${vocabularySize} (${vocabulary})`,
      ],
      ['Unigram entropy H1', `${unigramEntropy.toFixed(4)} nats per token${sampled}`],
    ];
  }
  const origin = originOf(info);
  if (origin.kind !== 'imported') {
    const entropy = unigramEntropyOf(info);
    return entropy === null ? [] : [['Unigram entropy H1', `${entropy.toFixed(4)} nats per token`]];
  }
  const { fileName, kind, runs, skipped, notes, inputs = [] } = origin.facts;
  const leftOut = describeLeftOut(rowsLeftOut(origin.facts), origin.facts.ratesPerDecade ?? null, ENGLISH);
  return [
    [
      'Imported from',
      `${fileName} (${kind}): ${plural(runs, 'run')}, ${plural(skipped, 'row')} that ${skipped === 1 ? 'is not a run' : 'are not runs'}`,
    ],
    ...inputs.map(
      ({ name, place }) => ['Input', place ?? `${name}, without its place: it cannot be read again`] as const,
    ),
    ...(leftOut === '' ? [] : [['Left out', leftOut] as const]),
    ...(notes ?? []).map((note) => ['Decided at the import', note] as const),
  ];
}

/** "learningRate" as "learning rate". */
function entriesOf(value: object): Facts {
  return Object.entries(value).map(([name, part]) => [
    name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`),
    Array.isArray(part) ? part.join(', ') : String(part),
  ]);
}
