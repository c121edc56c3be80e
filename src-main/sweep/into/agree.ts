// What runs that are to be trained must have in common with imported ones to be put on one map with them, as far as the import knows it.
// Each refusal is one sentence. Pure.
import { isSameBudget } from '../../analysis/grid/budgets-apart.ts';
import { median } from '../../analysis/statistics/median.ts';
import { twinSeries } from '../../recipes/precision-program.ts';
import { RECIPE_NAMES } from '../../recipes/presets.ts';
import { usualSpelling } from '../../recipes/precision-names.ts';
import { importedFacts, knowsSteps } from '../../records/origin.ts';
import { rowSettingIn } from '../../records/row-setting.ts';
import type { RunRow, TextFacts } from '../../records/types.ts';
import { batchSizeAt, rowSettingOf, rowValuesOf, SpecError, stepsAt } from '../../spec/spec.ts';
import { hasTrainer, type AnySpec } from '../../spec/trainer.ts';
import type { StudyInfo } from '../../study/study-reader.ts';

type Imported = Pick<StudyInfo, 'spec' | 'recipes' | 'thresholds'>;

/** @throws SpecError naming field, value and what is allowed. */
export function mustAgreeWithImport(info: Imported, runs: readonly RunRow[], spec: AnySpec): void {
  const facts = importedFacts(info)!;
  if (facts.labelled) {
    throw new SpecError(
      `The labels of the imported runs are those of their file (column ${facts.columns.label}); runs trained here would be judged by other rules: import them anew without that column.`,
    );
  }
  mustHaveItsRows(info, runs, spec);
  mustHaveItsRecipes(info, spec);
  mustHaveItsSteps(info, runs, spec);
}

function mustHaveItsRows(info: Imported, runs: readonly RunRow[], spec: AnySpec): void {
  const [own, there] = [rowSettingOf(spec), rowSettingIn(info)];
  if (own.path !== there.path) {
    throw new SpecError(
      `rows are of ${own.path} in the spec; they must be of ${there.path}, as those of the imported runs.`,
    );
  }
  if (there.kind === 'batch-size') return;
  const sizes = [...new Set(runs.map(({ batchSize }) => batchSize))];
  const other = rowValuesOf(spec)
    .map((value) => batchSizeAt(spec, value))
    .find((size) => !sizes.includes(size));
  if (sizes.length > 0 && other !== undefined) {
    throw new SpecError(`batchSizes is ${other}; it must be ${sizes[0]}, that of the imported runs.`);
  }
}

function mustHaveItsRecipes({ recipes }: Imported, spec: AnySpec): void {
  for (const [index, { name }] of spec.recipes.entries()) {
    const other = recipes.find((each) => usualSpelling(each) === usualSpelling(name));
    if (other !== undefined && !recipes.includes(name)) {
      const isPreset = !hasTrainer(spec) && RECIPE_NAMES.includes(name);
      const written = isPreset
        ? `{ "name": ${JSON.stringify(other)}, "extends": "${name}" }`
        : JSON.stringify(other);
      throw new SpecError(
        `recipes[${index}] is "${name}"; it must be ${written}, as the study calls it, or have a name that means another precision.`,
      );
    }
  }
  if (hasTrainer(spec)) return;
  const index = spec.recipes.findIndex(({ triggers }) => twinSeries(triggers ?? []).length > 0);
  if (index < 0) return;
  throw new SpecError(
    `recipes[${index}] has a trigger that compares with the baseline's runs while they train; it must have none, because imported runs are no longer trained.`,
  );
}

/** Of the same row, or, of a row that the import does not have, those that all of its runs have. */
function mustHaveItsSteps(info: Imported, runs: readonly RunRow[], spec: AnySpec): void {
  const { unstableLabels } = info.thresholds;
  const hasFailed = ({ label }: RunRow) => label !== null && unstableLabels.includes(label);
  // One that failed does not say how many it was to take.
  const known = runs.filter(
    (run) =>
      run.origin === 'imported' && run.state === 'finished' && !hasFailed(run) && knowsSteps(info, run),
  );
  const stepsOf = (some: readonly RunRow[]) => [...new Set(some.map(({ plannedSteps }) => plannedSteps))];
  const everywhere = stepsOf(known);
  for (const rowValue of rowValuesOf(spec)) {
    const own = stepsOf(known.filter((run) => run.rowValue === rowValue));
    const allowed = own.length > 0 ? own : everywhere.length === 1 ? everywhere : [];
    const steps = stepsAt(spec, rowValue);
    if (allowed.length === 0 || allowed.some((each) => isSameBudget(each, steps))) continue;
    const where = own.length > 0 ? ` in the row ${rowValue}` : '';
    throw new SpecError(
      `steps is ${steps}${where}; it must be ${listed(allowed)}, as of the imported runs${own.length > 0 ? ' there' : ''}.`,
    );
  }
}

function listed(values: readonly number[]): string {
  return values
    .toSorted((a, b) => a - b)
    .slice(0, 5)
    .join(' or ');
}

/** Nats by which the loss of an untrained model may lie from ln V: what starts above is of another vocabulary. */
const START_GAP = 1;
/** Nats between two entropies of one text that was read by two programs. */
const SAME_ENTROPY = 0.05;

/** What the import knows of its text against that which is trained on here. @throws SpecError. */
export function mustAgreeWithText(info: Imported, runs: readonly RunRow[], text: TextFacts): void {
  const { vocabulary, unigramEntropy, initialLoss } = importedFacts(info)!;
  const { vocabularySize, unigramEntropy: entropy, name } = text;
  const untrained = Math.log(vocabularySize);
  if (typeof vocabulary === 'number' && vocabulary !== vocabularySize) {
    throw new SpecError(
      `The text ${name} has a vocabulary of ${vocabularySize}; it must be ${vocabulary}, that of the imported runs.`,
    );
  }
  if (typeof unigramEntropy === 'number' && Math.abs(unigramEntropy - entropy) > SAME_ENTROPY) {
    throw new SpecError(
      `The text ${name} has a unigram entropy of ${entropy.toFixed(3)} nats; it must be ${unigramEntropy.toFixed(3)}, that of the imported runs.`,
    );
  }
  const starts = runs.flatMap((run) => (run.origin === 'imported' ? (run.startLoss ?? []) : []));
  const begun = initialLoss ?? median(starts);
  // A log that begins late begins lower.
  const isLow = typeof initialLoss === 'number' && initialLoss < untrained - START_GAP;
  if (begun === null || (begun <= untrained + START_GAP && !isLow)) return;
  throw new SpecError(
    `The imported runs begin at a loss of ${begun.toFixed(2)}; a model of the text ${name} begins at about ${untrained.toFixed(2)} (ln ${vocabularySize}), so that the two do not compare.`,
  );
}
