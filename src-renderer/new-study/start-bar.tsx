// The bar that stays in view: how much would be trained and how long that takes, what is to be corrected first, and the start.
import type { Spec } from '../../src-main/spec/spec.ts';
import { toldSentence } from '../parts/known-errors.ts';
import { showCount, showDurationRange } from '../parts/numbers.ts';
import { ToldError } from '../parts/told-error.tsx';
import { useWords } from '../words/language.ts';
import type { PageWords } from '../words/words.ts';
import { DEVICE } from './draft.ts';
import { focusField, useForm } from './form-state.ts';
import type { Measuring } from './measuring.ts';
import { sizeOf } from './size.ts';

interface Props {
  readonly measuring: Measuring;
  readonly isStarting: boolean;
  /** Why it cannot start in this face, or null. */
  readonly refusal: string | null;
  /** What the core said to the last attempt. */
  readonly failure: Error | null;
}

export function StartBar({ measuring, isStarting, refusal, failure }: Props) {
  const { draft, spec } = useForm();
  const words = useWords();
  return (
    <section className="start-bar" aria-label={words.newStudyForm.start}>
      <div className="start-words">
        <ProblemLines />
        {failure !== null && (
          <p className="bad" role="alert">
            <ToldError error={failure} />
          </p>
        )}
        {refusal !== null && <p>{refusal}</p>}
        {spec !== null && (
          <p>
            {sizeWords(spec, words)} · {timeWords(measuring, draft.texts[DEVICE] ?? 'auto', words)}
          </p>
        )}
      </div>
      <button type="submit" className="primary" disabled={isStarting || refusal !== null}>
        {isStarting ? words.newStudyForm.startingDevice : words.newStudyForm.start}
      </button>
    </section>
  );
}

function sizeWords(spec: Spec, words: PageWords): string {
  const { runs, tokens } = sizeOf(spec);
  return words.newStudyForm.size(runs, showCount(tokens, words.numbers));
}

/** The time on the device that would be taken. */
function timeWords(
  { estimate, isPending, isOld, held, error }: Measuring,
  device: string,
  words: PageWords,
): string {
  const { newStudyForm: form, newStudyBefore: before } = words;
  if (isPending) return form.measuring;
  if (estimate === null || isOld) {
    if (error !== null) return toldSentence(error.message, words.errors)?.sentence ?? error.message;
    return held === null ? form.notMeasured : before.held[held];
  }
  const able = estimate.devices.filter(({ seconds }) => seconds !== null);
  const chosen =
    device === 'auto'
      ? able.toSorted((a, b) => a.seconds!.likely - b.seconds!.likely)[0]
      : able.find((each) => each.device === device);
  return chosen ? form.timeOn(showDurationRange(chosen.seconds!, words.numbers), chosen.device) : form.noTime;
}

/** Everything that is to be corrected, read out when it changes, each with the way to its field. */
function ProblemLines() {
  const { problems } = useForm();
  const words = useWords().newStudyForm;
  return (
    <div id="form-problem" className="form-problem" role="status" tabIndex={-1}>
      {problems.length > 1 && <p>{words.thingsToCorrect(problems.length)}</p>}
      {problems.length > 0 && (
        <ul>
          {problems.map(({ message, field }, index) => (
            <li key={index} className="bad">
              {field === null ? (
                message
              ) : (
                <button type="button" className="link" onClick={() => focusField(field)}>
                  {message}
                </button>
              )}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
