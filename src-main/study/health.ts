// Whether a study file is sound: the database itself, its rows, and what an ended writer left beside it. Changes nothing.
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { logsSetAside } from './companions.ts';
import { checkSeal, type SealState } from './seal.ts';
import { isCutShort } from './strangers.ts';
import { openStudy } from './study.ts';

export interface HealthFinding {
  readonly what: string;
  readonly found: string;
  readonly isWrong: boolean;
}

const SEAL_WORDS: Readonly<Record<SealState, string>> = {
  fits: 'as it was when it was closed',
  none: 'no checksum: it was not closed, or closed by something else',
  broken: 'not as it was when it was closed',
};

export function checkHealth(file: string): HealthFinding[] {
  const name = path.basename(file);
  const finding = (what: string, found: string, isWrong = false) => ({
    what: `${name}: ${what}`,
    found,
    isWrong,
  });
  try {
    const study = openStudy(file, 'read');
    try {
      const problems = study.integrityProblems();
      const counts = Object.entries(study.counts()).filter(([, count]) => count > 0);
      const states = counts.map(([state, count]) => `${count} ${state}`).join(', ');
      const unlabelled = study
        .runs()
        .filter(({ state, label }) => state === 'finished' && label === null).length;
      return [
        finding('file', `${statSync(file).size} bytes, version ${study.info().version}`),
        finding('checksum', SEAL_WORDS[checkSeal(file, Infinity)]),
        finding(
          'database',
          problems.length === 0 ? 'sound' : problems.slice(0, 3).join('; '),
          problems.length > 0,
        ),
        finding('runs', states || 'none'),
        finding(
          'labels',
          unlabelled === 0 ? 'every finished run has one' : `${unlabelled} finished runs have none`,
          unlabelled > 0,
        ),
        ...(isCutShort(file)
          ? [finding('log', 'its end is damaged: what was written last is not read', true)]
          : []),
        ...logsSetAside(file).map((log) =>
          finding(
            'log',
            `${log} lay beside it and is of another study of its name, or damaged; it was set aside and is not read`,
          ),
        ),
        ...(existsSync(`${file}-lock`)
          ? [finding('lock', 'a writer has it open, or was killed; the next writer takes it over')]
          : []),
      ];
    } finally {
      study.close();
    }
  } catch (error) {
    return [finding('study', (error as Error).message.replace(file, name), true)];
  }
}
