// What a study measured, bit for bit, for tests that compare two of them; not how long it took or which attempt it was.
import { openStudy, type Study } from '../../src-main/study/study.ts';

export function read<T>(file: string, look: (study: Study) => T): T {
  const study = openStudy(file, 'read');
  try {
    return look(study);
  } finally {
    study.close();
  }
}

export function measured(study: Study) {
  return study.runs().map((run) => ({
    ...run,
    seconds: null,
    attempts: null,
    curves: study
      .curveNames(run.id)
      .map((name) => [name, Buffer.from(study.curve(run.id, name)!.buffer).toString('hex')]),
    sites: study.siteStatistics(run.id),
    events: study.events(run.id).map((event) => ({ ...event, createdAt: null })),
  }));
}

export function measuredIn(file: string) {
  return read(file, measured);
}
