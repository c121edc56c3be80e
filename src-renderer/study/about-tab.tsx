// How the numbers of this study came about: text, model, optimizer, thresholds, machine.
import type { StudyView } from '../../src-main/api/contract.ts';
import { useAnswer } from '../client/queries.ts';
import { plural, showBytes, showDate } from '../parts/numbers.ts';

type Facts = readonly (readonly [string, string])[];

export function AboutTab({ study: { id, path, info, facts, analysis } }: { readonly study: StudyView }) {
  const spec = useAnswer('study.spec', { id });
  const { text, thresholds, environments } = info;
  const general: Facts = [
    ['File', path],
    ['Made', showDate(info.createdAt)],
    [
      'Text',
      `${text.name}, ${showBytes(text.bytes)}, ${plural(text.tokens, 'token')}, vocabulary of ${text.vocabularySize} (${text.vocabulary})`,
    ],
    ['Unigram entropy H1', `${text.unigramEntropy.toFixed(4)} nats per token`],
    ['Recipes', `${info.recipes.join(', ')}; baseline ${info.baseline}`],
    ['Learning rates', analysis.learningRates.map((value) => Number(value.toPrecision(4))).join(', ')],
    ['Batch sizes', analysis.batchSizes.join(', ')],
    ['Budget', facts.budget],
    ['Seeds', facts.seeds],
    ['Precision', facts.precision],
  ];
  return (
    <div className="study">
      <FactPanel title="Study" facts={general} />
      {spec.data && <FactPanel title="Model" facts={entriesOf(spec.data.model)} />}
      {spec.data && <FactPanel title="Optimizer" facts={entriesOf(spec.data.optimizer)} />}
      <FactPanel title="Thresholds" facts={entriesOf(thresholds)} />
      {environments.map((environment, index) => (
        <FactPanel key={index} title={`Session ${index + 1}`} facts={entriesOf(environment)} />
      ))}
    </div>
  );
}

function FactPanel({ title, facts }: { readonly title: string; readonly facts: Facts }) {
  return (
    <section className="panel" aria-label={title}>
      <h2>{title}</h2>
      <dl className="facts">
        {facts.map(([name, value]) => (
          <div key={name} className="fact">
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** "learningRate" as "learning rate". */
function entriesOf(value: object): Facts {
  return Object.entries(value).map(([name, part]) => [
    name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`),
    Array.isArray(part) ? part.join(', ') : String(part),
  ]);
}
