// What a study made earlier is to be trained by: its spec, and its text where this program trains the runs itself.
import { StudyError } from '../study/study-error.ts';
import type { StudyInfo } from '../study/study-reader.ts';
import { trainingOf, type Training } from '../records/origin.ts';
import { changedRecipes, specOfStored, type ChangedRecipe } from '../records/stored-spec.ts';
import type { Spec } from '../spec/spec.ts';
import { hasTrainer, type TrainerSpec } from '../spec/trainer.ts';
import { TextError } from '../tokens/text-error.ts';
import { readSource, type CorpusSource } from './corpus-source.ts';

/** What there is to train, and from which text. */
export type Assignment =
  | { readonly spec: Spec; readonly source: CorpusSource }
  | { readonly spec: TrainerSpec; readonly source: null };

/**
 * The spec and text of a study made earlier; `file` says where the text is now if it has moved.
 * @throws TextError with one sentence if it is another text; StudyError where there is nothing to train by.
 */
export function recallAssignment(info: StudyInfo, file: string | null): Assignment {
  const training = trainingOf(info);
  if (training === null)
    throw new StudyError(
      'The runs of this study were imported, and none is to be trained; "precipice sweep SPEC --into STUDY" trains those of a spec that it lacks.',
    );
  const spec = specOfStored(training.spec);
  const [changed] = changedRecipes(training.spec, spec);
  if (changed) throw new StudyError(changedSentence(changed));
  return hasTrainer(spec) ? { spec, source: null } : { spec, source: recallText(spec, training, file) };
}

export function changedSentence({ name, paths }: ChangedRecipe): string {
  const where = paths === null ? '' : ` (${paths.join(', ')})`;
  return (
    `The recipe ${name} is another one in this version of Precipice than when this study began${where}; ` +
    'go on with the version that began it, or begin a new study.'
  );
}

/** As recallAssignment, for a study that this program itself trains. @throws StudyError where a command does. */
export function recallStudy(info: StudyInfo, file: string | null): { spec: Spec; source: CorpusSource } {
  const { spec, source } = recallAssignment(info, file);
  if (source === null) throw new StudyError('The runs of this study are trained by a command.');
  return { spec, source };
}

function recallText(spec: Spec, { text }: Pick<Training, 'text'>, file: string | null): CorpusSource {
  const where = file ?? spec.text ?? spec.tokens!.files[0]!;
  const [kind, option] = spec.tokens ? ['token file', '--text FOLDER'] : ['text', '--text FILE'];
  let source: CorpusSource;
  try {
    source = readSource(spec, file);
  } catch (error) {
    if (file !== null || !(error instanceof TextError)) throw error;
    throw new TextError(`${error.message.replace(/\.$/, '')}; say where it is now with ${option}.`);
  }
  if (source.sha256 !== text?.sha256) {
    throw new TextError(
      `The ${kind} ${where} is not the one this study began with (its SHA-256 differs); give that one with ${option}.`,
    );
  }
  return source;
}
