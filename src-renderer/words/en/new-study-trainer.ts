// A new study whose runs a command trains, and how it tells its runs, in English.
import { plural } from '../../../src-main/report/language/en/plural.ts';

export const newStudyTrainer = {
  title: (study: string) => `New study: ${study}`,
  back: 'Back to the form',
  byCommand: 'Trained by a command',
  folder: 'Folder in which it runs',
  start: 'Start',
  starting: 'Starting …',
  grid: 'Grid',
  facts: {
    runs: 'Runs',
    steps: 'Steps',
    recipes: 'Recipes',
    rates: 'Learning rates',
    sizes: 'Batch sizes',
    rows: (setting: string) => `Rows: ${setting}`,
    seeds: 'Seeds',
  },
  runs: (runs: string, atOnce: number) => `${runs}, ${atOnce} at once`,
  steps: (steps: string) => `${steps} in all`,
  recipes: (names: readonly string[], baseline: string) => `${names.join(', ')}; baseline ${baseline}`,
  seeds: (seeds: number): string => plural(seeds, 'seed'),

  reports: 'How it tells its runs',
  linesOf: 'Lines that it prints',
  protocol: 'JSON lines of the protocol',
  ownPattern: 'a pattern of your own',
  patterns: (groups: string) => `Regular expressions, one per line, with the groups ${groups}`,
  every: 'Steps between two lines, where they say no step',
  paste: 'Paste some lines of its log',
  tryLines: 'Try these lines',
  line: 'line',
  read: 'what is read in it',
  nothing: 'nothing: it is passed over',
  more: (lines: number) => `${lines} more lines are not looked at.`,
};
