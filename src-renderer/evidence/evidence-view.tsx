// Published effects put to a test on this machine: which appear, which do not at this size, which are undecided. What is shown was
// found by `precipice evidence`; this page reads it and trains nothing.
import { useState } from 'react';
import { SCALES, type Scale } from '../../src-main/evidence/effect.ts';
import type { ResultOf } from '../../src-main/contract/contract.ts';
import {
  estimateWords,
  resultWords,
  testWords,
  verdictWords,
} from '../../src-main/report/language/evidence-text.ts';
import type { Language } from '../../src-main/report/language/language.ts';
import { SUITE_WORDS, type SuiteWords } from '../../src-main/report/language/suite-words.ts';
import { useAnswer, useCommand } from '../client/queries.ts';
import { Choice } from '../parts/choice.tsx';
import { useLanguage, useWords } from '../words/language.ts';
import { Problem } from '../parts/problem.tsx';
import { useTitle } from '../parts/title.ts';
import { useSay } from '../parts/toasts.tsx';
import { goTo } from '../routing.ts';
import { studiesShown } from './studies-shown.ts';

type Report = ResultOf<'evidence.report'>;
type Judged = Report['judged'][number];

interface Shown {
  readonly language: Language;
  readonly words: SuiteWords;
}

export function EvidenceView() {
  const [scale, setScale] = useState<Scale>('quick');
  const language = useLanguage();
  const report = useAnswer('evidence.report', { scale });
  const words = SUITE_WORDS[language];
  const {
    frame,
    compare: { reading },
  } = useWords();
  useTitle(frame.evidence);
  if (report.error) return <Problem error={report.error} onRetry={() => void report.refetch()} />;
  if (!report.data) return <p className="empty">{reading}</p>;
  const { judged } = report.data;
  return (
    <div className="study evidence">
      <h1>{words.title}</h1>
      <p>{words.about}</p>
      <div className="row">
        <Choice
          name={words.scale}
          value={scale}
          options={SCALES.map((each) => [each, words.scales[each]] as const)}
          onChange={setScale}
        />
        <button type="button" disabled={report.isFetching} onClick={() => void report.refetch()}>
          {words.again}
        </button>
      </div>
      <p>
        {words.command} <code>precipice evidence{scale === 'quick' ? ' --quick' : ''}</code>
      </p>
      <Overview judged={judged} language={language} words={words} />
      {judged.map((each) => (
        <EffectPanel
          key={each.effect.name}
          judged={each}
          report={report.data}
          language={language}
          words={words}
        />
      ))}
      <section className="panel" aria-label={words.reading}>
        <h2>{words.reading}</h2>
        {words.howToRead(judged.length).map((text) => (
          <p key={text}>{text}</p>
        ))}
      </section>
    </div>
  );
}

function Overview({ judged, language, words }: Shown & { readonly judged: readonly Judged[] }) {
  const { effect, verdict, found, together } = words.columns;
  return (
    <div className="scroll" tabIndex={0} role="region" aria-label={verdict}>
      <table>
        <thead>
          <tr>
            {[effect, verdict, found, together].map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {judged.map((each) => (
            <tr key={each.effect.name}>
              <th scope="row">{each.effect.title[language]}</th>
              <td>
                <Outcome judged={each} language={language} />
              </td>
              <td className="number">
                {each.estimate && estimateWords(each.effect.measure, each.estimate, language)}
              </td>
              <td>{each.verdict === 'undecided' ? '–' : each.together ? words.yes : words.no}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Outcome({ judged, language }: { readonly judged: Judged; readonly language: Language }) {
  return <span className={`outcome ${judged.verdict}`}>{verdictWords(judged, language)}</span>;
}

function EffectPanel({
  judged,
  report,
  language,
  words,
}: Shown & { readonly judged: Judged; readonly report: Report }) {
  const { effect } = judged;
  const { title, authors, arxiv } = effect.source;
  return (
    <section className="panel" aria-label={effect.title[language]}>
      <h2>{effect.title[language]}</h2>
      <dl>
        <dt>{words.source}</dt>
        <dd>
          <cite lang="en">
            {authors}, {title}, arXiv {arxiv}.
          </cite>{' '}
          {effect.published[language]}
        </dd>
        <dt>{words.expected}</dt>
        <dd>{effect.expectation[language]}</dd>
        <dt>{words.test}</dt>
        <dd>{testWords(effect, language)}</dd>
        <dt>{words.found}</dt>
        <dd>
          <Outcome judged={judged} language={language} />: {resultWords(judged, language)}
        </dd>
        <dt>{words.studies}</dt>
        <dd>
          {studiesShown(report, effect).map((study) => (
            <StudyLine key={study.name} study={study} words={words} />
          ))}
        </dd>
      </dl>
    </section>
  );
}

function StudyLine({
  study,
  words,
}: {
  readonly study: Report['studies'][number];
  readonly words: SuiteWords;
}) {
  const facts = useAnswer('app.facts', {});
  const add = useCommand('library.add');
  const { sayError } = useSay();
  const open = async () => {
    try {
      const { id } = await add.mutateAsync({ path: study.file });
      goTo({ view: 'study', id, tab: 'map' });
    } catch (error) {
      sayError(error);
    }
  };
  const { name, finished, runs, device, problem } = study;
  return (
    <div>
      {name}: {problem === null ? `${finished}/${runs}` : <span lang="en">{problem}</span>}
      {device !== null && `, ${device}`}{' '}
      {finished > 0 && facts.data?.readOnly === false && (
        <button type="button" disabled={add.isPending} onClick={() => void open()}>
          {words.open}
          <span className="visually-hidden"> {name}</span>
        </button>
      )}
    </div>
  );
}
