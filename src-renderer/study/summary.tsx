// What a study says in words: what to know before, then for a manager what to do and why, then the numbers for engineers.
import type { StudyView } from '../../src-main/contract/contract.ts';
import type { ManagerText } from '../../src-main/report/language/manager-text.ts';
import type { Words } from '../../src-main/report/language/language.ts';
import { useLanguage, useReportWords } from '../words/language.ts';

/** `isShort`: what a manager reads stands below already. What it would save and the next step are left to the verdict. */
export function Summary({ study, isShort }: { readonly study: StudyView; readonly isShort: boolean }) {
  const language = useLanguage();
  const words = useReportWords();
  const sentences = study.sentencesIn[language];
  const couldHaveSeen = study.couldHaveSeenIn[language];
  const summary = study.summaryIn[language];
  return (
    <div className="summary">
      {study.cautionsIn[language].map((sentence) => (
        <p key={sentence} className="notice" role="note">
          {sentence}
        </p>
      ))}
      {sentences.length === 0 && <p>{words.sentences.oneRecipe}</p>}
      {!isShort && summary !== null && (
        <>
          <p className="headline">{summary.verdict}</p>
          <p>
            {words.numbers.sentences([summary.findings[0], summary.evidence].flatMap((part) => part ?? []))}
          </p>
        </>
      )}
      {sentences.length > 0 && (
        <details className="folded">
          <summary>{words.manager.forEngineers}</summary>
          {sentences.map((sentence) => (
            <p key={sentence}>{sentence}</p>
          ))}
          {couldHaveSeen.length > 0 && <p className="fine">{words.numbers.sentences(couldHaveSeen)}</p>}
        </details>
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
