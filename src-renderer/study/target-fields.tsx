// The larger model that a verdict is about: its parameters and tokens as the reader gives them, and the study as if it were that model.
import { useMemo, useState } from 'react';
import type { GridAnalysis } from '../../src-main/analysis/grid/grid.ts';
import { isOfSizes } from '../../src-main/analysis/grid/rows.ts';
import { atTarget, MOST_PARAMETERS, MOST_TOKENS } from '../../src-main/analysis/ladder/at-target.ts';
import type { StudyView } from '../../src-main/contract/contract.ts';
import { unpackAnalysis } from '../../src-main/contract/packed-analysis.ts';
import { useAnswer } from '../client/queries.ts';
import { ToldError } from '../parts/told-error.tsx';
import { useWords } from '../words/language.ts';
import { CountField } from './count-field.tsx';

/** null: not given. */
interface Named {
  readonly parameters: number | null;
  readonly tokens: number | null;
}

export interface TargetChoice {
  readonly named: Named;
  readonly setNamed: (named: Named) => void;
  /** What the verdict is about; null: the models of the study, or what the sizes say is not there yet. */
  readonly target: { readonly parameters: number; readonly tokens: number | null } | null;
  readonly analysis: GridAnalysis;
  readonly isFitting: boolean;
  /** Why no larger model can be named. */
  readonly problem: Error | null;
}

export function useTarget({ id, analysis }: StudyView): TargetChoice {
  const [named, setNamed] = useState<Named>({ parameters: null, tokens: null });
  const { data, error } = useAnswer('study.targetBasis', isOfSizes(analysis.rowSetting) ? { id } : null);
  const basis = useMemo(() => data && { ...data, largest: unpackAnalysis(data.largest) }, [data]);
  const { parameters, tokens } = named;
  const target = useMemo(
    () => (basis && parameters !== null ? { parameters, tokens } : null),
    [basis, parameters, tokens],
  );
  const decidedOn = useMemo(
    () => (basis && target ? atTarget(basis, target) : analysis),
    [basis, target, analysis],
  );
  return {
    named,
    setNamed,
    target,
    analysis: decidedOn,
    isFitting: parameters !== null && target === null && error === null,
    problem: error,
  };
}

export function TargetFields({ named, setNamed, isFitting, problem }: TargetChoice) {
  const { studyVerdict: words, studyLadder } = useWords();
  const { parameters, tokens } = named;
  return (
    <section className="panel wide" aria-label={words.model}>
      <h2>{words.model}</h2>
      {problem !== null ? (
        <p className="bad">
          <ToldError error={problem} />
        </p>
      ) : (
        <>
          <p className="fine">{words.about}</p>
          <p className="row">
            <CountField
              words={words.parameters}
              label={words.parametersShort}
              value={parameters}
              most={MOST_PARAMETERS}
              onCount={(count) => setNamed({ ...named, parameters: count })}
            />
            {parameters !== null && (
              <CountField
                words={words.tokens}
                label={words.tokensShort}
                value={tokens}
                most={MOST_TOKENS}
                onCount={(count) => setNamed({ ...named, tokens: count })}
              />
            )}
          </p>
          {isFitting && (
            <p className="fine" role="status">
              {studyLadder.fitting}
            </p>
          )}
        </>
      )}
    </section>
  );
}
