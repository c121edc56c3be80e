// The probe of a study: its baseline trains one run of the grid once more, and the other recipes are asked what they would do
// to its tensors. The command line and the app probe through this.
import type { ProbeRow } from '../engine/probe.ts';
import { startHost } from '../host/supervisor.ts';
import { RECIPE_NAMES } from '../recipes/presets.ts';
import { lookupIn, ownNamesIn } from '../spec/own-recipes.ts';
import type { StudyInfo } from '../study/study-reader.ts';
import { jobOf } from '../plan/plan.ts';
import { recallStudy } from './recall.ts';
import { rowSettingOf, rowValuesOf, SpecError } from '../spec/spec.ts';
import { storedCorpusOf } from './corpus-source.ts';
import type { RowSetting } from '../analysis/grid/rows.ts';

/** Which run is looked at, and how often; null takes the usual. */
export interface ProbeRequest {
  /** Names of presets, or of the study's own recipes. */
  readonly recipes: readonly string[];
  readonly learningRate: number | null;
  readonly rowValue: number | null;
  readonly seed: number | null;
  /** Steps between two looks. */
  readonly every: number | null;
  /** Where the text of the study is now, if it has moved. */
  readonly text: string | null;
}

export interface ProbeResult {
  readonly baseline: string;
  readonly learningRate: number;
  readonly rowSetting: RowSetting;
  readonly rowValue: number;
  readonly seed: number;
  readonly every: number;
  readonly rows: readonly ProbeRow[];
}

export interface ProbeProgress {
  readonly step: number;
  readonly steps: number;
}

export interface StudyProbeHooks {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: ProbeProgress) => void;
}

/** Looks at a run, unless the user says otherwise. */
const LOOKS = 10;

/**
 * Checks the request at once; what it returns carries it out.
 * @throws SpecError, TextError or StudyError with one sentence; the function it returns throws HostError and AbortError.
 */
export function planProbe(
  info: StudyInfo,
  request: ProbeRequest,
): (hooks?: StudyProbeHooks) => Promise<ProbeResult> {
  const { spec, source } = recallStudy(info, request.text);
  const known = [...RECIPE_NAMES, ...ownNamesIn(spec.recipes)];
  const unknown = request.recipes.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new SpecError(`The recipe to probe is "${unknown}"; it must be one of ${known.join(', ')}.`);
  }
  if (request.recipes.length === 0) throw new SpecError('No recipe is chosen to probe; choose at least one.');
  const learningRate = request.learningRate ?? spec.learningRates[spec.learningRates.length >> 1]!;
  const rowValue = request.rowValue ?? rowValuesOf(spec).at(-1)!;
  if (spec.rows && !spec.rows.values.includes(rowValue)) {
    const { setting, values } = spec.rows;
    throw new SpecError(
      `The row to probe is ${rowValue} of ${setting}; it must be one of ${values.join(', ')}.`,
    );
  }
  const seed = request.seed ?? spec.seeds[0]!;
  const { baseline } = spec;
  const job = {
    ...jobOf(spec, {
      recipe: baseline,
      rowValue,
      runs: [{ id: 0, recipe: baseline, learningRate, rowValue, seed }],
    }),
    earlyStop: null,
  };
  const every = request.every ?? Math.max(1, Math.round(job.steps / LOOKS));
  return async ({ signal, onProgress } = {}) => {
    const host = await startHost({
      device: 'wasm',
      threads: 1,
      corpus: await storedCorpusOf(source, spec),
      trial: job,
    });
    try {
      signal?.throwIfAborted();
      const rows = await host.probe(job, request.recipes.map(lookupIn(spec.recipes)), every, {
        ...(signal && { signal }),
        onProgress: ({ step }) => onProgress?.({ step, steps: job.steps }),
      });
      return { baseline, learningRate, rowSetting: rowSettingOf(spec), rowValue, seed, every, rows };
    } finally {
      await host.close();
    }
  };
}
