// What a study says in words: what to know before, then for a manager what to do and why, then the numbers for engineers.
import type { ManagerText } from '../../src-main/report/language/manager-text.ts';
import type { StudyView } from '../../src-main/contract/contract.ts';
import type { Words } from '../../src-main/report/language/language.ts';
import { useAnswer } from '../client/queries.ts';
import { useAfterPaint } from '../parts/after-paint.ts';
import { SoFar } from '../parts/so-far.tsx';
import { useLanguage, useReportWords } from '../words/language.ts';
import './summary.css';

/** `isShort`: what a manager reads stands below already. What it would save and the next step are left to the verdict. */
export function Summary({ study, isShort }: { readonly study: StudyView; readonly isShort: boolean }) {
  const words = useReportWords();
  const language = useLanguage();
  const headlines = study.sentencesIn[language];
  const couldHaveSeen = study.couldHaveSeenIn[language];
  return (
    <div className="summary">
      {study.cautionsIn[language].map((sentence) => (
        <p key={sentence} className="notice" role="note">
          {sentence}
        </p>
      ))}
      {headlines.length === 0 && <p>{words.sentences.oneRecipe}</p>}
      {!isShort && headlines.length > 0 && <ToldFirst study={study} words={words} />}
      {headlines.length > 0 && (
        <details className="folded">
          <summary>{words.manager.forEngineers}</summary>
          {headlines.map((sentence) => (
            <p key={sentence}>{sentence}</p>
          ))}
          {couldHaveSeen.length > 0 && <p className="fine">{words.numbers.sentences(couldHaveSeen)}</p>}
        </details>
      )}
    </div>
  );
}

/** Asked once the study is on the screen; its room is kept, so that nothing below moves when it comes. */
function ToldFirst({ study, words }: { readonly study: StudyView; readonly words: Words }) {
  const { id, counts } = study;
  const isPainted = useAfterPaint();
  const { data } = useAnswer('study.summary', isPainted ? { id } : null);
  const language = useLanguage();
  const text = data?.[language];
  return (
    <div className="told-first" aria-busy={data === undefined}>
      {text && (
        <>
          <p className="headline">
            <SoFar counts={counts} /> {text.verdict}
          </p>
          <p>
            {words.numbers.sentences(
              [text.findings[0], text.evidence].filter((part) => typeof part === 'string'),
            )}
          </p>
        </>
      )}
    </div>
  );
}

export function ManagerSummary({ text, words }: { readonly text: ManagerText; readonly words: Words }) {
  const { verdict, findings, evidence, next } = text;
  return (
    <>
      <p className="headline">{verdict}</p>
      {findings.length > 0 && <p>{words.numbers.sentences(findings)}</p>}
      {evidence !== null && <p>{evidence}</p>}
      <p>{next}</p>
    </>
  );
}
