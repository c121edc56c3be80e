// The ladder of a study whose rows are sizes: edge and penalty against size, how the largest size came out when it was held out, and what is
// expected of a model that the reader names.
import { useCallback, useState } from 'react';
import type { StudyLadder } from '../../src-main/analysis/ladder/recipe-ladder.ts';
import type { StudyView } from '../../src-main/contract/contract.ts';
import { ladderFigure } from '../../src-main/report/figures/ladder-figure.ts';
import { sizeMapsFigure } from '../../src-main/report/figures/size-maps.ts';
import { ENGLISH } from '../../src-main/report/language/language.ts';
import { formatNumber } from '../../src-main/report/language/numbers.ts';
import { ladderSentences } from '../../src-main/report/language/ladder-text.ts';
import { useAnswer } from '../client/queries.ts';
import { FluidFigure } from '../parts/fluid-figure.tsx';
import { NumberField } from '../parts/number-field.tsx';
import { useTheme } from '../parts/theme.tsx';

const MOST_SIZE = 1e15;
const MOST_TOKENS = 1e18;

export function LadderTab({ study }: { readonly study: StudyView }) {
  const { id, analysis } = study;
  const answer = useAnswer('study.ladder', { id });
  const [size, setSize] = useState<number | null>(null);
  const [tokens, setTokens] = useState<number | null>(null);
  const ladder = answer.data ?? null;
  if (answer.error) return <p className="bad">{answer.error.message}</p>;
  if (answer.data === undefined) return <p className="fine">Fitting the sizes …</p>;
  if (ladder === null || ladder.ladders.length === 0) {
    return <p className="empty">No size of this ladder is measured yet.</p>;
  }
  const sentences = ladderSentences(ladder, { size, tokens }, analysis.thresholds.confidence, ENGLISH);
  return (
    <section aria-label="Ladder of sizes">
      <p className="row">
        <CountField
          words={ladder.sizeIn === 'parameters' ? 'Parameters of your model' : ladder.sizeIn}
          label="Size of your model"
          value={size}
          most={MOST_SIZE}
          onCount={setSize}
        />
        {ladder.budgets && size !== null && (
          <CountField
            words="Tokens that it is to be trained on"
            label="Tokens of your model"
            value={tokens}
            most={MOST_TOKENS}
            onCount={setTokens}
          />
        )}
      </p>
      <LadderPicture study={study} ladder={ladder} />
      <ul>
        {sentences.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
      <p className="fine">{ENGLISH.ladder.caption}</p>
      <SizeMaps study={study} ladder={ladder} />
    </section>
  );
}

interface PictureProps {
  readonly study: StudyView;
  readonly ladder: StudyLadder;
}

function LadderPicture({ study: { info }, ladder }: PictureProps) {
  const theme = useTheme();
  const title = ENGLISH.ladder.title(info.name);
  const draw = useCallback(
    (width: number) =>
      ladderFigure(ladder.ladders, {
        title,
        sizeIn: ladder.sizeIn,
        sentences: [],
        theme,
        words: ENGLISH,
        width,
      }),
    [ladder, title, theme],
  );
  return <FluidFigure draw={draw} label={title} />;
}

/** A small map for each size. */
function SizeMaps({ study: { info, analysis, facts }, ladder }: PictureProps) {
  const theme = useTheme();
  const title = ENGLISH.ladder.maps(info.name);
  const draw = useCallback(
    (width: number) => sizeMapsFigure(analysis, ladder, { title, facts, theme, words: ENGLISH, width }),
    [analysis, ladder, title, facts, theme],
  );
  return <FluidFigure draw={draw} label={title} />;
}

interface CountFieldProps {
  readonly words: string;
  readonly label: string;
  readonly value: number | null;
  readonly most: number;
  readonly onCount: (count: number) => void;
}

function CountField({ words, label, value, most, onCount }: CountFieldProps) {
  return (
    <label>
      {words}{' '}
      <NumberField
        label={label}
        value={value === null ? '' : formatNumber(value)}
        allowed={`A number from 1 to ${formatNumber(most)}`}
        onNumber={(given) => {
          const isCount = given >= 1 && given <= most;
          if (isCount) onCount(given);
          return isCount;
        }}
      />
    </label>
  );
}
