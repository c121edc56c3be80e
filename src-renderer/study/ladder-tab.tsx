// The ladder of a study whose rows are sizes: edge and penalty against size, how the largest size came out when it was held out, and what is
// expected of a model that the reader names.
import { useMemo, useRef, useState } from 'react';
import type { StudyLadder } from '../../src-main/analysis/ladder/recipe-ladder.ts';
import type { StudyView } from '../../src-main/contract/contract.ts';
import { ladderFigure } from '../../src-main/report/figures/ladder-figure.ts';
import { sizeMapsFigure } from '../../src-main/report/figures/size-maps.ts';
import { ENGLISH } from '../../src-main/report/language/language.ts';
import { formatNumber } from '../../src-main/report/language/numbers.ts';
import { ladderSentences } from '../../src-main/report/language/ladder-text.ts';
import { useAnswer } from '../client/queries.ts';
import { Figure } from '../parts/figure.tsx';
import { NumberField } from '../parts/number-field.tsx';
import { useTheme } from '../parts/theme.tsx';
import { useWidth } from '../parts/width.ts';

const MOST_SIZE = 1e15;
const MOST_TOKENS = 1e18;

export function LadderTab({ study }: { readonly study: StudyView }) {
  const { id, info, analysis } = study;
  const theme = useTheme();
  const answer = useAnswer('study.ladder', { id });
  const [size, setSize] = useState<number | null>(null);
  const [tokens, setTokens] = useState<number | null>(null);
  const ladder = answer.data ?? null;
  const figure = useMemo(
    () =>
      ladder &&
      ladderFigure(ladder.ladders, {
        title: ENGLISH.ladder.title(info.name),
        sizeIn: ladder.sizeIn,
        sentences: [],
        theme,
        words: ENGLISH,
      }),
    [ladder, info.name, theme],
  );
  if (answer.error) return <p className="bad">{answer.error.message}</p>;
  if (answer.data === undefined) return <p className="fine">Fitting the sizes …</p>;
  if (ladder === null || figure === null || ladder.ladders.length === 0) {
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
      <Figure svg={figure} label={ENGLISH.ladder.title(info.name)} />
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

const LEAST_WIDTH = 440;

/** A small map for each size. */
function SizeMaps({ study, ladder }: { readonly study: StudyView; readonly ladder: StudyLadder }) {
  const { info, analysis, facts } = study;
  const theme = useTheme();
  const box = useRef<HTMLDivElement>(null);
  const width = Math.max(LEAST_WIDTH, useWidth(box, LEAST_WIDTH));
  const title = ENGLISH.ladder.maps(info.name);
  const figure = useMemo(
    () => sizeMapsFigure(analysis, ladder, { title, facts, theme, words: ENGLISH, width }),
    [analysis, ladder, title, facts, theme, width],
  );
  return (
    <div ref={box}>
      <Figure svg={figure} label={title} />
    </div>
  );
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
