// What is kept of the output of one run, as a text for people: what was started, how it ended, what it printed. Pure.
import type { GridRun } from '../../../plan/plan.ts';
import type { Rows } from '../../../spec/rows.ts';
import { howEnded } from './endings.ts';
import type { CommandLine, Ended } from './trainer-process.ts';

interface Logged {
  readonly run: GridRun;
  readonly rows: Rows | undefined;
  readonly command: CommandLine;
  readonly ended: Ended;
  readonly seconds: number;
  /** Takes out secrets. */
  readonly tidy: (text: string) => string;
}

export function logText({ run, rows, command, ended, seconds, tidy }: Logged): string {
  const { recipe, learningRate, rowValue, seed } = run;
  const streams = [
    ['standard output', ended.printed.output.text(tidy)],
    ['standard error', ended.printed.error.text(tidy)],
  ] as const;
  return [
    `run ${run.id}: ${recipe}, learning rate ${learningRate}, ${rows?.setting ?? 'batch size'} ${rowValue}, seed ${seed}`,
    `command: ${tidy(command.words.map(shownWord).join(' '))}`,
    `The trainer ${howEnded(ended.ending)} after ${seconds.toFixed(1)} s.`,
    ...streams.flatMap(([name, text]) => ['', `== ${name} ==`, text === '' ? '(nothing)' : text.trimEnd()]),
    '',
  ].join('\n');
}

function shownWord(word: string): string {
  return /^[\w./:=,+@%-]+$/.test(word) ? word : JSON.stringify(word);
}
