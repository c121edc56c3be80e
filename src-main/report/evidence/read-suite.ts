// The suite as it lies in a folder: which studies have been trained, by what, how long that took, and what the effects are found to
// be. A study that cannot be read, or that another version of the suite made, is named with the reason and judged by nobody.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { SCALES, studiesOf, type Effect, type Scale } from '../../evidence/effect.ts';
import { EFFECTS } from '../../evidence/effects.ts';
import { judge, type Judged } from '../../evidence/judge.ts';
import type { ObservedRun, ObservedStudy } from '../../evidence/observed.ts';
import { specOfStudy, STUDY_NAMES, type StudyName } from '../../evidence/studies.ts';
import { workOf } from '../../evidence/work.ts';
import { isStoredAs } from '../../records/stored-spec.ts';
import { SESSION_EVENT, suiteSession, type SuiteSession } from '../../records/suite-session.ts';
import { StudyError } from '../../study/study-error.ts';
import { openStudy, type Study } from '../../study/study.ts';

export interface SuiteStudy {
  readonly name: StudyName;
  readonly file: string;
  readonly runs: number;
  readonly finished: number;
  /** Of all sessions that trained it here. */
  readonly session: SuiteSession;
  /** What trained it last; null where it was not begun. */
  readonly device: string | null;
  /** Why it takes no part; null where it does, or was not begun. */
  readonly problem: string | null;
}

export interface SuiteReport {
  readonly scale: Scale;
  readonly judged: readonly Judged[];
  readonly studies: readonly SuiteStudy[];
  /** Runs and lane-steps of each scale, and the seconds that it takes at the rate of the sessions here; null where there were none. */
  readonly work: Readonly<
    Record<Scale, { readonly runs: number; readonly laneSteps: number; readonly seconds: number | null }>
  >;
}

const OTHER_SUITE = 'It was made by another version of the suite.';

export function suiteFile(folder: string, scale: Scale, name: StudyName): string {
  return path.join(folder, scale, `${name}.precipice`);
}

/** Studies in which these effects are seen, in the order of the suite. */
export function studyNamesOf(effects: readonly Effect[]): StudyName[] {
  const wanted = new Set(effects.flatMap(studiesOf));
  return STUDY_NAMES.filter((name) => wanted.has(name));
}

export function readSuite(folder: string, scale: Scale): SuiteReport {
  const curvesOf = new Set(
    EFFECTS.flatMap(({ measure }) => (measure.kind === 'warning' ? [measure.study] : [])),
  );
  const read = STUDY_NAMES.map((name) => readStudy(folder, scale, name, curvesOf.has(name)));
  const observed = Object.fromEntries(
    read.flatMap(({ study, seen }) => (seen === null ? [] : [[study.name, seen] as const])),
  );
  const studies = read.map(({ study }) => study);
  const vocabulary = read.find((each) => each.vocabulary !== null)?.vocabulary ?? null;
  return { scale, judged: judge(EFFECTS, observed), studies, work: workHere(scale, studies, vocabulary) };
}

interface Read {
  readonly study: SuiteStudy;
  readonly seen: ObservedStudy | null;
  readonly vocabulary: number | null;
}

function readStudy(folder: string, scale: Scale, name: StudyName, withCurves: boolean): Read {
  const file = suiteFile(folder, scale, name);
  const spec = specOfStudy(name, scale);
  const none: SuiteStudy = {
    name,
    file,
    runs: workOf([spec], 0).runs,
    finished: 0,
    session: { seconds: 0, laneSteps: 0 },
    device: null,
    problem: null,
  };
  const unread = (problem: string | null): Read => ({
    study: { ...none, problem },
    seen: null,
    vocabulary: null,
  });
  if (!existsSync(file)) return unread(null);
  try {
    const study = openStudy(file, 'read');
    try {
      const { spec: stored, thresholds, environments, text } = study.info();
      if (!isStoredAs(stored, spec)) return unread(OTHER_SUITE);
      const { device } = environments.at(-1) ?? {};
      return {
        study: {
          ...none,
          finished: study.counts().finished,
          session: sessionOf(study),
          device: typeof device === 'string' ? device : null,
        },
        seen: { thresholds, runs: withCurves ? runsWithCurves(study) : study.outcomes() },
        vocabulary: text?.vocabularySize ?? null,
      };
    } finally {
      study.close();
    }
  } catch (error) {
    if (error instanceof StudyError) return unread(error.message);
    throw error;
  }
}

function sessionOf(study: Study): SuiteSession {
  const sessions = study
    .eventsOfKind(SESSION_EVENT)
    .map(({ details }) => study.believed(suiteSession, details, 'the times of its sessions'));
  const sum = (of: (session: SuiteSession) => number) =>
    sessions.reduce((total, session) => total + of(session), 0);
  return { seconds: sum(({ seconds }) => seconds), laneSteps: sum(({ laneSteps }) => laneSteps) };
}

function runsWithCurves(study: Study): ObservedRun[] {
  return study.runs().map((run) => {
    const [loss, sharpness] = [study.curve(run.id, 'loss'), study.curve(run.id, 'sharpness')];
    return loss === null || sharpness === null ? run : { ...run, curves: { loss, sharpness } };
  });
}

/**
 * Seconds at the rate of what was trained here, in operations a second. The time of a step grows more slowly than its operations, so
 * that of a larger model it is an upper bound.
 */
function workHere(
  scale: Scale,
  studies: readonly SuiteStudy[],
  vocabulary: number | null,
): SuiteReport['work'] {
  const trained = studies.map(({ name, session }) => {
    const whole = workOf([specOfStudy(name, scale)], vocabulary ?? 0);
    return { seconds: session.seconds, flops: (whole.flops * session.laneSteps) / whole.laneSteps };
  });
  const seconds = trained.reduce((sum, each) => sum + each.seconds, 0);
  const flops = trained.reduce((sum, each) => sum + each.flops, 0);
  const of = (other: Scale) => {
    const work = workOf(
      STUDY_NAMES.map((name) => specOfStudy(name, other)),
      vocabulary ?? 0,
    );
    const isKnown = vocabulary !== null && flops > 0;
    return {
      runs: work.runs,
      laneSteps: work.laneSteps,
      seconds: isKnown ? (work.flops * seconds) / flops : null,
    };
  };
  return Object.fromEntries(SCALES.map((each) => [each, of(each)])) as unknown as SuiteReport['work'];
}
