// Whether a study has runs whose recipe may change on their way, by what it plans.
import type { StudyView } from '../../src-main/contract/contract.ts';
import { SpecError } from '../../src-main/spec/spec.ts';
import { hasTrainer, parseAnySpec } from '../../src-main/spec/trainer.ts';

/** false also where the spec is none that could be carried out, as in studies that were imported. */
export function plansPrograms({ spec: written }: StudyView['info']): boolean {
  try {
    const spec = parseAnySpec(written);
    return (
      !hasTrainer(spec) &&
      spec.recipes.some(({ stages, triggers = [] }) => stages.length > 1 || triggers.length > 0)
    );
  } catch (error) {
    if (error instanceof SpecError) return false;
    throw error;
  }
}
