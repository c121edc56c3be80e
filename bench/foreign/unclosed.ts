// Studies whose writer was killed, at several moments of its work: with a log that is not in the file, partly in it, or none. Each
// holds finished runs, events and a checkpoint of several parts. And what was true of it at any moment, to tell what is not.
import Database from 'better-sqlite3';
import { copyFileSync, existsSync, readFileSync } from 'node:fs';
import { openStudy } from '../../src-main/study/study.ts';
import { relabel } from '../../src-main/study/relabel.ts';
import { makeStudy, readAll, type Reading } from '../../test/study/foreign-support.ts';

export interface Unclosed {
  readonly name: string;
  readonly file: Buffer;
  /** null where there is none. */
  readonly log: Buffer | null;
}

export interface UnclosedStudies {
  readonly studies: readonly Unclosed[];
  readonly moments: readonly Reading[];
}

const PART_BYTES = 3000;

/** `place`: a path at which files may be made. */
export function unclosedStudies(place: string): UnclosedStudies {
  const at = `${place}.written`;
  makeStudy(at);
  const study = openStudy(at, 'write');
  const beside = new Database(at);
  const moments: Reading[] = [];
  const studies: Unclosed[] = [];
  const moment = () => moments.push(JSON.parse(readAll(at, 'stored')) as Reading);
  const keep = (name: string) => {
    const copy = (ending: string) => {
      copyFileSync(`${at}${ending}`, `${place}.copy`);
      return readFileSync(`${place}.copy`);
    };
    studies.push({ name, file: copy(''), log: existsSync(`${at}-wal`) ? copy('-wal') : null });
  };
  moment();
  const last = study.runs().at(-1)!.id;
  study.startRuns([last], study.addEnvironment({ node: '24', threads: 4 }));
  moment();
  const writer = study.newCheckpoint({ runIds: [last, last - 1], madeBy: 'wasm 0' });
  for (const part of [0, 1, 2]) {
    writer.add(Uint8Array.from({ length: PART_BYTES }, (_, i) => i + part));
    moment();
  }
  writer.finish();
  moment();
  const guarded = last - 1;
  study.finishRun(last, {
    measured: {
      endStep: 40,
      startLoss: 4,
      tailLoss: 2.75,
      validationLoss: 2.8,
      nonfinite: null,
      lossSpikeScore: 0.002,
      gradientSpikeScore: 0,
      longestSpike: 2,
    },
    curves: Object.fromEntries(study.curveNames(guarded).map((name) => [name, study.curve(guarded, name)!])),
    sites: [],
    siteSteps: [],
    siteStatistics: new Float32Array(),
    seconds: 2,
    device: 'reference',
    stopped: null,
    events: study.events(guarded).map(({ runId: _, createdAt: __, ...event }) => event),
  });
  moment();
  relabel(study);
  moment();
  keep('all that was written last in its log');
  beside.pragma('wal_checkpoint(PASSIVE)');
  keep('its log in the file as well');
  study.addEvent({ runId: null, step: null, kind: 'note', message: 'After the log was begun again.' });
  moment();
  keep('a log that was begun again');
  beside.pragma('wal_checkpoint(TRUNCATE)');
  keep('an empty log');
  beside.close();
  study.close();
  moment();
  return { studies, moments };
}
