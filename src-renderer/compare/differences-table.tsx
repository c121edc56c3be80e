// Where each of the compared studies comes from, and in which settings their specs differ.
import type { ComparedStudy } from '../../src-main/report/figures/comparison/compared-study.ts';
import {
  differencesInWords,
  isKnownThroughout,
} from '../../src-main/report/figures/comparison/comparison-text.ts';
import { ENGLISH } from '../../src-main/report/language/language.ts';
import { formatRow, rowName } from '../../src-main/report/language/row-text.ts';
import { addressOf } from '../routing.ts';

interface Props {
  readonly studies: readonly ComparedStudy[];
  /** Of these studies, in their order. */
  readonly ids: readonly string[];
}

const FACTS: readonly (readonly [string, (study: ComparedStudy) => string])[] = [
  ['Precision', ({ facts }) => facts.precision],
  ['Data', ({ facts }) => facts.data],
  ['Budget', ({ facts }) => facts.budget],
  ['Seeds', ({ facts }) => facts.seeds],
  ['Device', ({ facts }) => facts.device],
  ['Baseline', ({ analysis }) => analysis.baseline],
  [
    'Rows',
    ({ analysis }) =>
      `${rowName(analysis.rowSetting, ENGLISH)} ${analysis.rowValues.map(formatRow).join(', ')}`,
  ],
];

export function DifferencesTable({ studies, ids }: Props) {
  const differences = differencesInWords(studies, ENGLISH);
  return (
    <section className="panel" aria-label="What they are, and where their specs differ">
      <h2>What they are, and where their specs differ</h2>
      <div className="scroll" tabIndex={0} role="region" aria-label="Table of facts and differences">
        <table>
          <thead>
            <tr>
              <td />
              {studies.map(({ name }, index) => (
                <th key={ids[index]} scope="col">
                  <a href={addressOf({ view: 'study', id: ids[index]!, tab: 'map' })}>{name}</a>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {FACTS.map(([fact, said]) => (
              <Line key={fact} name={fact} said={studies.map(said)} ids={ids} />
            ))}
            {differences.map(({ path, said }) => (
              <Line key={path} name={path} said={said} ids={ids} />
            ))}
          </tbody>
        </table>
      </div>
      {differences.length === 0 && isKnownThroughout(studies) && (
        <p className="fine">{ENGLISH.comparison.sameSpec}</p>
      )}
    </section>
  );
}

interface LineProps {
  readonly name: string;
  readonly said: readonly string[];
  readonly ids: readonly string[];
}

function Line({ name, said, ids }: LineProps) {
  return (
    <tr>
      <th scope="row">{name}</th>
      {said.map((text, index) => (
        <td key={ids[index]}>{text}</td>
      ))}
    </tr>
  );
}
