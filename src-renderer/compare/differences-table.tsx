// Where each of the compared studies comes from, and in which settings their specs differ.
import type { ReactNode } from 'react';
import type { ComparedStudy } from '../../src-main/report/figures/comparison/compared-study.ts';
import {
  differencesInWords,
  isKnownThroughout,
} from '../../src-main/report/figures/comparison/comparison-text.ts';
import type { Words } from '../../src-main/report/language/language.ts';
import { formatRow, rowName } from '../../src-main/report/language/row-text.ts';
import { addressOf } from '../routing.ts';
import { useReportWords, useWords } from '../words/language.ts';
import type { PageWords } from '../words/words.ts';

interface Props {
  readonly studies: readonly ComparedStudy[];
  /** Of these studies, in their order. */
  readonly ids: readonly string[];
}

const FACTS = ['precision', 'data', 'budget', 'seeds', 'device', 'baseline', 'rows'] as const;

function factOf(
  { facts, analysis }: ComparedStudy,
  fact: (typeof FACTS)[number],
  words: PageWords['compare'],
  reportWords: Words,
): string {
  switch (fact) {
    case 'baseline':
      return analysis.baseline;
    case 'rows':
      return words.rows(rowName(analysis.rowSetting, reportWords), analysis.rowValues.map(formatRow));
    default:
      return facts[fact];
  }
}

export function DifferencesTable({ studies, ids }: Props) {
  const { compare: words } = useWords();
  const reportWords = useReportWords();
  const differences = differencesInWords(studies, reportWords);
  return (
    <section className="panel" aria-label={words.differences}>
      <h2>{words.differences}</h2>
      <div className="scroll" tabIndex={0} role="region" aria-label={words.table}>
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
            {FACTS.map((fact) => (
              <Line
                key={fact}
                name={words.facts[fact]}
                said={studies.map((study) => factOf(study, fact, words, reportWords))}
                ids={ids}
              />
            ))}
            {differences.map(({ path, said }) => (
              <Line key={path} name={<code>{path}</code>} said={said} ids={ids} />
            ))}
          </tbody>
        </table>
      </div>
      {differences.length === 0 && isKnownThroughout(studies) && (
        <p className="fine">{reportWords.comparison.sameSpec}</p>
      )}
    </section>
  );
}

interface LineProps {
  readonly name: ReactNode;
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
