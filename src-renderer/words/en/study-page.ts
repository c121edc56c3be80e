// The head of a study's page, its tabs, and what can be done with its sweep and its inputs, in English.
import { plural } from '../../../src-main/report/language/en/plural.ts';

export const studyPage = {
  study: 'Study',
  reading: 'Reading the study …',
  queued: 'on Slurm',
  compare: 'Compare with …',
  views: 'Views of the study',
  tabs: {
    map: 'Map',
    verdict: 'Verdict',
    ladder: 'Ladder',
    programs: 'Programs',
    probe: 'Probe',
    runs: 'Runs',
    about: 'About',
  },
  /** The title of the window while it is trained. */
  underWay: (percent: number, study: string) => `${percent} % · ${study}`,

  sweep: {
    pause: 'Pause',
    resume: 'Resume',
    retry: (runs: number) => `Retry ${plural(runs, 'run')}`,
    cancel: 'Cancel',
    cancelWhat: (runs: number) =>
      runs === 1 ? 'Cancel the remaining run?' : `Cancel the remaining ${runs} runs?`,
    cancelRuns: (runs: number): string => (runs === 1 ? 'Cancel run' : 'Cancel runs'),
    keepRunning: 'Keep running',
    keepPlanned: 'Keep planned',
    whatIsKept: 'What has finished is kept; “Retry” plans the others again.',
  },

  refresh: {
    refresh: 'Refresh',
    cancel: 'Cancel',
    looking: 'Looking at the files …',
    readAgain: 'Read again what has changed?',
    whatChanges: 'Runs that have grown get their newer state; runs that are gone are kept.',
  },
};
