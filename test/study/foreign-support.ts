// A small study with something in every table, and everything that can be read from a study file.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { isOfSizes } from '../../src-main/analysis/grid/rows.ts';
import { DEFAULT_THRESHOLDS } from '../../src-main/analysis/labels/thresholds.ts';
import {
  EXPORT_FORMATS,
  ExportError,
  exportStudy,
  FIGURES,
  type Exported,
} from '../../src-main/report/export-study.ts';
import type { Language } from '../../src-main/report/language/language.ts';
import { renderMaps } from '../../src-main/report/terminal.ts';
import { analyzeStudy } from '../../src-main/study/analyze-study.ts';
import { hasPrograms, programRuns } from '../../src-main/study/program-runs.ts';
import { relabel } from '../../src-main/study/relabel.ts';
import { StudyError } from '../../src-main/study/study-error.ts';
import { createStudy, openStudy } from '../../src-main/study/study.ts';
import type { StudyContents } from '../../src-main/records/types.ts';

export const RECIPES = ['bf16-mixed', 'guarded'] as const;
const STEPS = 40;

export function contents(changes: Partial<StudyContents> = {}): StudyContents {
  return {
    name: 'small',
    spec: { name: 'small', refine: null },
    text: {
      name: 'made',
      sha256: '00',
      bytes: 10,
      tokens: 10,
      vocabulary: 'character',
      vocabularySize: 64,
      unigramEntropy: 3,
    },
    baseline: RECIPES[0],
    recipes: [...RECIPES],
    thresholds: DEFAULT_THRESHOLDS,
    runs: RECIPES.flatMap((recipe) =>
      [0.001, 0.01, 0.1].flatMap((learningRate) =>
        [0, 1].map((seed) => ({
          recipe,
          learningRate,
          rowValue: 4,
          batchSize: 4,
          seed,
          plannedSteps: STEPS,
        })),
      ),
    ),
    ...changes,
  };
}

/** Its last run stays planned, with a checkpoint; the third learning rate diverges. */
export function makeStudy(file: string, changes: Partial<StudyContents> = {}): void {
  const study = createStudy(file, contents(changes));
  const runs = study.runs();
  study.startRuns(
    runs.map(({ id }) => id),
    study.addEnvironment({ node: '24', threads: 2 }),
  );
  for (const run of runs.slice(0, -1)) {
    const isLost = run.learningRate === 0.1;
    const loss = Float32Array.from({ length: STEPS }, (_, i) => (isLost && i > 20 ? NaN : 4 - i / 20));
    const isGuarded = run.recipe !== RECIPES[0];
    study.finishRun(run.id, {
      measured: {
        endStep: STEPS,
        startLoss: 4,
        tailLoss: isLost ? null : 2.5,
        validationLoss: isLost ? NaN : 2.6,
        nonfinite: isLost ? { step: 21, tensor: 'loss' } : null,
        lossSpikeScore: 0.001,
        gradientSpikeScore: 0,
        longestSpike: 1,
      },
      curves: {
        loss,
        gradientNorm: Float32Array.from({ length: STEPS }, (_, i) => 1 + i),
        sharpness: Float32Array.from({ length: STEPS }, () => 0.5),
        ...(isGuarded && { recipe: Float32Array.from({ length: STEPS }, (_, i) => (i < 10 ? 0 : 1)) }),
      },
      sites: ['linear.forward.weight', 'head.forward.weight'],
      siteSteps: [0, 20],
      siteStatistics: Float32Array.from({ length: 12 }, (_, i) => i / 12),
      seconds: 1.5,
      device: 'reference',
      stopped: null,
      events: isGuarded
        ? [
            {
              step: 0,
              kind: 'program',
              message: 'bf16-mixed, fp8-unscaled',
              details: [
                { name: 'bf16-mixed', bits: 16 },
                { name: 'fp8-unscaled', bits: 8 },
              ],
            },
            {
              step: 9,
              kind: 'trigger',
              message: 'It jumped.',
              details: { step: 9, under: 'bf16-mixed', costSteps: 1 },
            },
          ]
        : [],
    });
  }
  const last = runs.at(-1)!.id;
  study.releaseRuns([last]);
  const checkpoint = study.newCheckpoint({ runIds: [last], madeBy: 'wasm 0' });
  for (const part of [0, 1]) checkpoint.add(Uint8Array.from({ length: 64 }, (_, i) => i + part));
  checkpoint.finish();
  relabel(study);
  study.close();
}

/** What `readAll` gives. */
export interface Reading {
  readonly runs: readonly { readonly id: number; readonly recipe: string; readonly state: string }[];
  readonly curves: readonly unknown[];
  readonly sites: readonly unknown[];
  readonly info: object;
  readonly page: { readonly rows: readonly unknown[] };
  readonly counts: Readonly<Record<string, number>>;
  readonly events: readonly { readonly kind: string }[];
  readonly checkpoints: readonly unknown[];
  readonly states: readonly (readonly (readonly number[])[])[];
}

/** What is shown as a result, or said of the study, and was not true at any of these moments. A part that is damaged is given back empty. */
export function wrongIn(read: Reading, moments: readonly Reading[]): string[] {
  const known = new Map<string, Set<string>>();
  const told = (reading: Reading): [string, unknown][] => [
    ['the study', { ...reading.info, environments: null }],
    ['the number of runs', reading.runs.length],
    ...reading.runs.map((run, i): [string, unknown] => [
      `run ${run.id}`,
      [run, reading.curves[i], reading.sites[i]],
    ]),
    ...reading.events.map((event): [string, unknown] => ['an event', event]),
    ...reading.states.flatMap((parts, i) =>
      parts.map((part, number): [string, unknown] => [
        `a checkpoint`,
        [reading.checkpoints[i], number, part],
      ]),
    ),
  ];
  for (const [what, value] of moments.flatMap(told)) {
    const values = known.get(what) ?? new Set();
    known.set(what, values.add(JSON.stringify(value)));
  }
  const isTold = ([what, value]: [string, unknown]) => {
    if (known.get(what)?.has(JSON.stringify(value))) return true;
    const failed = read.runs.filter(({ state }) => state === 'failed-infrastructure');
    if (failed.some(({ id }) => what === `run ${id}`)) return true;
    if (what === 'an event') return (value as { kind: string }).kind === 'damaged';
    return what === 'a checkpoint' && (value as [unknown, number, number[]])[2].length === 0;
  };
  const ofRecipe = read.runs.filter(({ recipe }) => recipe === RECIPES[0]).map((run) => JSON.stringify(run));
  const onPage = read.page.rows.map((run) => JSON.stringify(run));
  const inState = (state: string) => read.runs.filter((run) => run.state === state).length;
  return [
    ...told(read).flatMap((one) => (isTold(one) ? [] : [one[0]])),
    ...(onPage.toSorted().join() === ofRecipe.toSorted().join() ? [] : ['a page of the runs']),
    ...Object.entries(read.counts).flatMap(([state, count]) => (count === inState(state) ? [] : ['a count'])),
  ];
}

/** All that a study says, and what follows from it, as one text. The `stored` alone takes a fifth of the time. */
export function readAll(file: string, what: 'stored' | 'analysed' = 'analysed'): string {
  const study = openStudy(file, 'read');
  try {
    const info = study.info();
    const runs = study.runs();
    const page = study.runPage(
      { recipe: RECIPES[0] },
      { sort: 'tailLoss', descending: true, offset: 0, limit: 100 },
    );
    const checkpoints = study.checkpoints();
    const read = {
      info,
      runs,
      page,
      counts: study.counts(),
      cells: study.cellCounts(),
      events: study.events(),
      programs: hasPrograms(study) ? programRuns(study) : [],
      checkpoints,
      states: checkpoints.map(({ runIds }) => {
        const { parts, part } = study.checkpoint(runIds)!;
        return Array.from({ length: parts }, (_, number) => Array.from(part(number) ?? []));
      }),
      curves: runs.map(({ id }) =>
        study.curveNames(id).map((name) => [name, Array.from(study.curve(id, name) ?? [], String)]),
      ),
      sites: runs.map(({ id }) => {
        const sites = study.siteStatistics(id);
        return sites && { ...sites, values: Array.from(sites.values, String) };
      }),
      outcomes: study.outcomes(),
      ...(what === 'analysed' && { analysis: analyzeStudy(study) }),
    };
    return JSON.stringify(read);
  } finally {
    study.close();
  }
}

/** Every picture and report that can be made of it, but for those that only turn others into pixels. Fonts of Japanese take long. */
export async function exportAll(file: string, language: Language = 'en'): Promise<string[]> {
  const study = openStudy(file, 'read');
  try {
    const options = {
      theme: 'light',
      colour: 'tail',
      height: 'tail',
      recipe: null,
      versus: null,
      language,
      decide: null,
      camera: { projection: 'perspective', azimuth: 30, elevation: 30 },
    } as const;
    const isAlone = study.info().recipes.length === 1;
    const impossible = [
      ...(isAlone ? ['difference'] : []),
      ...(hasPrograms(study) ? [] : ['timeline']),
      ...(isOfSizes(analyzeStudy(study).rowSetting) ? [] : ['ladder', 'sizes']),
    ];
    const figures = FIGURES.filter((figure) => !impossible.includes(figure));
    const formats = EXPORT_FORMATS.filter((format) => format !== 'png' && format !== 'pdf');
    const noPrinter = () => Promise.reject(new Error('No PDF is made here.'));
    const made: Exported[] = [];
    for (const format of formats) {
      for (const figure of format === 'svg' ? figures : [null]) {
        made.push(await exportStudy(study, { ...options, format, figure }, noPrinter));
      }
    }
    const terminal = renderMaps(analyzeStudy(study), { color: true, width: 100 });
    return [...made.map(({ bytes }) => Buffer.from(bytes).toString('utf8')), terminal];
  } finally {
    study.close();
  }
}

/** Null where it was read; the sentence where it was refused; anything else is thrown on. */
export function refusalOf(read: () => unknown): string | null {
  try {
    read();
    return null;
  } catch (error) {
    return sentenceOf(error);
  }
}

export async function refusalOfExport(file: string): Promise<string | null> {
  try {
    await exportAll(file);
    return null;
  } catch (error) {
    return sentenceOf(error);
  }
}

function sentenceOf(error: unknown): string {
  if (error instanceof StudyError || error instanceof ExportError) return error.message;
  throw error;
}

export function hashOf(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}
