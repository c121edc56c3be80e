// The ladder of a study whose rows are sizes: edge and penalty against size, how the largest size came out when it was held out, and what is
// expected of a model that the reader names.
import { useCallback, useMemo, useState } from 'react';
import { MOST_PARAMETERS, MOST_TOKENS } from '../../src-main/analysis/ladder/at-target.ts';
import { budgetCurves } from '../../src-main/analysis/ladder/budget-curves.ts';
import type { StudyLadder } from '../../src-main/analysis/ladder/recipe-ladder.ts';
import type { StudyView } from '../../src-main/contract/contract.ts';
import { ladderFigure } from '../../src-main/report/figures/ladder-figure.ts';
import { sizeMapsFigure } from '../../src-main/report/figures/size-maps.ts';
import { ladderTable } from '../../src-main/report/language/ladder-table.ts';
import { ladderCaption, tokenRemarks } from '../../src-main/report/language/ladder-text.ts';
import { useAnswer } from '../client/queries.ts';
import { FluidFigure } from '../parts/fluid-figure.tsx';
import { useTheme } from '../parts/theme.tsx';
import { ToldError } from '../parts/told-error.tsx';
import { CountField } from './count-field.tsx';
import { LadderTable } from './ladder-table.tsx';
import { useReportWords, useWords } from '../words/language.ts';

export function LadderTab({ study }: { readonly study: StudyView }) {
  const { id, analysis } = study;
  const answer = useAnswer('study.ladder', { id });
  const words = useWords().studyLadder;
  const report = useReportWords();
  const [size, setSize] = useState<number | null>(null);
  const [tokens, setTokens] = useState<number | null>(null);
  const ladder = answer.data ?? null;
  if (answer.error) {
    return (
      <p className="bad">
        <ToldError error={answer.error} />
      </p>
    );
  }
  if (answer.data === undefined) return <p className="fine">{words.fitting}</p>;
  if (ladder === null || ladder.ladders.length === 0) {
    return <p className="empty">{words.none}</p>;
  }
  const { confidence } = analysis.thresholds;
  const parts = ladderTable(ladder, size, confidence, report);
  const remarks = tokenRemarks(ladder, { size, tokens }, confidence, report);
  return (
    <section aria-label={words.ladder}>
      <p className="row">
        <CountField
          words={ladder.sizeIn === 'parameters' ? words.parameters : ladder.sizeIn}
          label={words.size}
          value={size}
          most={MOST_PARAMETERS}
          onCount={setSize}
        />
        {ladder.budgets && size !== null && (
          <CountField
            words={words.trainedOn}
            label={words.tokens}
            value={tokens}
            most={MOST_TOKENS}
            onCount={setTokens}
          />
        )}
      </p>
      <LadderPicture study={study} ladder={ladder} />
      <LadderTable parts={parts} caption={ladderCaption(ladder.ladders, report)} confidence={confidence} />
      {remarks.length > 0 && (
        <ul>
          {remarks.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      )}
      <SizeMaps study={study} ladder={ladder} />
    </section>
  );
}

interface PictureProps {
  readonly study: StudyView;
  readonly ladder: StudyLadder;
}

function LadderPicture({ study: { info, analysis }, ladder }: PictureProps) {
  const theme = useTheme();
  const words = useReportWords();
  const title = words.ladder.title(info.name);
  const { confidence } = analysis.thresholds;
  const byTokens = useMemo(
    () => ladder.budgets && budgetCurves(ladder.budgets, confidence),
    [ladder, confidence],
  );
  const draw = useCallback(
    (width: number) =>
      ladderFigure(ladder.ladders, {
        title,
        sizeIn: ladder.sizeIn,
        confidence,
        byTokens,
        sentences: [],
        theme,
        words,
        width,
      }),
    [ladder, confidence, byTokens, title, theme, words],
  );
  return (
    <div className="panel">
      <FluidFigure draw={draw} label={title} />
    </div>
  );
}

/** A small map for each size. */
function SizeMaps({ study: { info, analysis, factsIn }, ladder }: PictureProps) {
  const theme = useTheme();
  const words = useReportWords();
  const facts = factsIn[words.language];
  const title = words.ladder.maps(info.name);
  const draw = useCallback(
    (width: number) => sizeMapsFigure(analysis, ladder, { title, facts, theme, words, width }),
    [analysis, ladder, title, facts, theme, words],
  );
  return (
    <div className="panel">
      <FluidFigure draw={draw} label={title} />
    </div>
  );
}
