// A grid trained into a study: what it has and what it lacks, shown beforehand, and the training of what it lacks.
import { ENGLISH, wordsOf, type Words } from '../report/language/language.ts';
import { formatLearningRate } from '../report/language/numbers.ts';
import { rowText } from '../report/language/row-text.ts';
import { plainText } from '../report/terminal-text.ts';
import type { PlannedRun } from '../records/types.ts';
import { rowSettingOf } from '../spec/spec.ts';
import type { AnySpec } from '../spec/trainer.ts';
import { beginInto, previewInto } from '../sweep/conductor.ts';
import type { IntoPlan } from '../sweep/into/plan.ts';
import { print, printJson, say } from './output.ts';
import { quotedPath } from './paths.ts';
import type { TrainingOptions } from './settings.ts';
import { refinedWords, train } from './training.ts';

/** Cells that a preview lists. */
const LISTED = 20;

/** Trains what the study lacks of the grid; with `dryRun` says it alone, and needs no permission for that. */
export async function trainInto(
  file: string,
  spec: AnySpec,
  options: TrainingOptions & { readonly dryRun?: boolean },
): Promise<void> {
  const plan = previewInto(file, spec);
  const words = wordsOf(options.language);
  const { into } = words.training;
  if (options.dryRun) {
    const { had, missing, before } = plan;
    if (options.json) printJson({ file, had, missing, before, cautions: cautionsOf(plan, ENGLISH) });
    else print(previewLines(file, plan, words).join('\n'));
    return;
  }
  if (plan.missing.length === 0) {
    say(into.had(plan.had));
    say(into.none);
    const name = quotedPath(file);
    if (plan.had.waiting > 0) say(into.goOn(`precipice resume ${name}`, `precipice retry ${name}`));
    return;
  }
  cautionsOf(plan, words).forEach((caution) => say(caution));
  await train({ file, options, prepare: (order) => beginInto(file, spec, order) });
}

/** What a reader must know of the runs on one map. */
function cautionsOf({ numberedRuns }: IntoPlan, { training: { into } }: Words): string[] {
  if (numberedRuns === null) return [];
  return [into.mixed, ...(numberedRuns > 0 ? [into.numbered(numberedRuns)] : [])];
}

function previewLines(file: string, plan: IntoPlan, words: Words): string[] {
  const { had, missing, before, spec } = plan;
  const { into } = words.training;
  const cells = [...Map.groupBy(missing, cellKey).values()];
  const lines = cells.slice(0, LISTED).map((runs) => {
    const [{ recipe, learningRate, rowValue }] = runs as [PlannedRun];
    const row = rowText(rowSettingOf(spec), rowValue, words);
    const seeds = runs.map(({ seed }) => seed);
    return into.cell(recipe, formatLearningRate(learningRate), row, seeds);
  });
  const more = cells.length > LISTED ? [into.more(cells.length - LISTED)] : [];
  return [
    into.had(had),
    missing.length === 0 ? into.none : into.toTrain(missing.length),
    ...(missing.length > 0 && before > 0 ? [into.before(before)] : []),
    ...(missing.length > 0 && spec.refine !== null ? [refinedWords(spec, file, null, words)] : []),
    ...[...lines, ...more].map((line) => `  ${plainText(line)}`),
    ...cautionsOf(plan, words),
  ];
}

function cellKey({ recipe, learningRate, rowValue }: PlannedRun): string {
  return JSON.stringify([recipe, learningRate, rowValue]);
}
