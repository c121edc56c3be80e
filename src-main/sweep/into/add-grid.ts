// A grid planned into a study, in one transaction: its runs, the spec by which they are trained, and an event that says so.
import { importedFacts, trainingOf } from '../../records/origin.ts';
import type { TextFacts } from '../../records/types.ts';
import { SpecError } from '../../spec/spec.ts';
import type { Study } from '../../study/study.ts';
import { mustAgreeWithText } from './agree.ts';
import { noteGrid } from './grid-event.ts';
import { withText, type HadRuns, type IntoPlan } from './plan.ts';

/** @throws SpecError where the runs of the study are not known to be of this text, or are known not to be. */
export function mustHaveItsText(study: Study, text: TextFacts): void {
  const info = study.info();
  const there = trainingOf(info)?.text ?? null;
  if (there === null) {
    if (importedFacts(info) !== null) mustAgreeWithText(info, study.runs(), text);
    return;
  }
  const isSame = there.sha256 === text.sha256 && there.vocabularySize === text.vocabularySize;
  if (isSame && there.vocabulary === text.vocabulary) return;
  throw new SpecError(
    `The text is ${text.name} (${text.vocabulary}, SHA-256 ${text.sha256.slice(0, 12)}…); it must be ${there.name} (${there.vocabulary}, SHA-256 ${there.sha256.slice(0, 12)}…), on which the study is trained.`,
  );
}

export function addGrid(study: Study, plan: IntoPlan, text: TextFacts | null): HadRuns {
  const { missing, had, recipes } = plan;
  const { baseline } = study.info();
  study.transaction(() => {
    study.changeContents({ spec: withText(plan, text), baseline, recipes });
    const ids = missing.map((run) => study.addRun(run, null));
    const [first] = ids;
    const message = `A grid was planned into it: ${missing.length} runs to train, of which it had ${had.imported} imported and ${had.trained} trained ones.`;
    if (first !== undefined) noteGrid(study, first, message);
  });
  return had;
}
