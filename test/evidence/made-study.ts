// A study of the suite in its file, with runs that are made up instead of trained.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { MeasuredRun } from '../../src-main/analysis/labels/run.ts';
import { specOfStudy, type StudyName } from '../../src-main/evidence/studies.ts';
import type { RunRow } from '../../src-main/records/types.ts';
import { SESSION_EVENT } from '../../src-main/records/suite-session.ts';
import type { Spec } from '../../src-main/spec/spec.ts';
import { suiteFile } from '../../src-main/report/evidence/read-suite.ts';
import { relabel } from '../../src-main/study/relabel.ts';
import { createPlannedStudy } from '../../src-main/sweep/runner.ts';

/** `outcome` says of each run what is not that of a good one, `changes` of the spec what is not the suite's. */
export function writeMadeStudy(
  folder: string,
  name: StudyName,
  outcome: (run: RunRow) => Partial<MeasuredRun>,
  changes: Partial<Spec> = {},
): void {
  const file = suiteFile(folder, 'quick', name);
  mkdirSync(path.dirname(file), { recursive: true });
  const text = {
    name: 'made',
    sha256: '00',
    bytes: 10,
    tokens: 10,
    vocabulary: 'character',
    vocabularySize: 90,
    unigramEntropy: 3,
  } as const;
  const spec = { ...specOfStudy(name, 'quick'), ...changes };
  const study = createPlannedStudy(file, { spec, text });
  const runs = study.runs();
  study.startRuns(
    runs.map(({ id }) => id),
    study.addEnvironment({ device: 'reference' }),
  );
  for (const run of runs) {
    const steps = run.plannedSteps;
    study.finishRun(run.id, {
      measured: {
        endStep: steps,
        startLoss: 4.5,
        tailLoss: 2.4,
        validationLoss: 2.4,
        nonfinite: null,
        lossSpikeScore: 0,
        gradientSpikeScore: 0,
        longestSpike: 0,
        ...outcome(run),
      },
      curves: { loss: new Float32Array(steps).fill(2.4), sharpness: new Float32Array(steps).fill(0.2) },
      sites: [],
      siteSteps: [],
      siteStatistics: new Float32Array(),
      seconds: 1,
      device: 'reference',
      stopped: null,
      events: [],
    });
  }
  const details = { seconds: 60, laneSteps: spec.steps * runs.length };
  study.addEvent({ runId: null, step: null, kind: SESSION_EVENT, message: 'Made up.', details });
  relabel(study);
  study.close();
}
