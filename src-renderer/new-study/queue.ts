// What is typed of tasks in the queue of Slurm, as the contract takes it, and what is wrong with it. None of it is part of a spec:
// it is of the cluster, so the next study begins with the same. Pure but for what the browser remembers.
import { MOST_OF_TASK, slurmChoice, type SlurmChoice } from '../../src-main/spec/slurm-choice.ts';
import { plainWords } from '../../src-main/spec/command.ts';
import type { PageWords } from '../words/words.ts';
import { numeral } from './draft.ts';

/** What is typed, by the name of the field. */
export type QueueTexts = Readonly<Record<string, string>>;

export const EXECUTOR = 'executor';
export type QueueField = keyof SlurmChoice;

const KINDS: Readonly<Record<QueueField, 'word' | 'count' | 'lines' | 'words' | 'options'>> = {
  partition: 'word',
  timeLimit: 'word',
  memory: 'word',
  cpus: 'count',
  tasksAtOnce: 'count',
  runsPerTask: 'count',
  nodes: 'count',
  setup: 'lines',
  prefix: 'words',
  options: 'options',
};
const FIELDS = Object.keys(KINDS) as QueueField[];
/** Those that a task carries out as they are. */
export const OWN_LINES = ['setup', 'prefix', 'options'] as const satisfies readonly QueueField[];

export function queuePath(field: QueueField): string {
  return `slurm.${field}`;
}

/** Lanes train on one node; a command may start what runs on several. */
export function plainFields(isCommand: boolean): readonly QueueField[] {
  const own: readonly QueueField[] = OWN_LINES;
  return FIELDS.filter((field) => !own.includes(field) && (isCommand || field !== 'nodes'));
}

/** null: on this machine. Given where nothing is wrong. */
export function slurmChoiceOf(texts: QueueTexts, isCommand: boolean): SlurmChoice | null {
  if (texts[EXECUTOR] !== 'slurm') return null;
  return slurmChoice.parse(
    Object.fromEntries(
      [...plainFields(isCommand), ...OWN_LINES].map((field) => [field, valueOf(field, texts)]),
    ),
  );
}

function textOf(field: QueueField, texts: QueueTexts): string {
  return (texts[queuePath(field)] ?? '').trim();
}

function valueOf(field: QueueField, texts: QueueTexts): unknown {
  const text = textOf(field, texts);
  switch (KINDS[field]) {
    case 'word':
      return text || null;
    case 'count':
      return numeral(text) ?? (field === 'cpus' || field === 'nodes' ? 1 : null);
    case 'lines':
      return text.split(/\r?\n/).filter((line) => line.trim() !== '');
    case 'words':
    case 'options':
      return plainWords(text);
  }
}

export interface QueueProblem {
  /** Path of its field. */
  readonly field: string;
  readonly message: string;
}

export function queueProblems(
  texts: QueueTexts,
  isCommand: boolean,
  { newStudyQueue: words }: PageWords,
): QueueProblem[] {
  if (texts[EXECUTOR] !== 'slurm') return [];
  return [...plainFields(isCommand), ...OWN_LINES]
    .filter((field) => !slurmChoice.shape[field].safeParse(valueOf(field, texts)).success)
    .map((field) => ({ field: queuePath(field), message: sentence(field, textOf(field, texts), words) }));
}

function sentence(field: QueueField, text: string, words: PageWords['newStudyQueue']): string {
  const { label } = words.fields[field];
  const kind = KINDS[field];
  return kind === 'count'
    ? words.count(label, text, MOST_OF_TASK[field as keyof typeof MOST_OF_TASK])
    : words[kind](label, text);
}

const KEY = 'precipice-queue';

/** What the last study in the queue was given; not that it was in a queue. */
export function recalledQueue(): QueueTexts {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? '{}') as Record<string, unknown>;
    return Object.fromEntries(
      FIELDS.map(queuePath).flatMap((path) => (typeof kept[path] === 'string' ? [[path, kept[path]]] : [])),
    );
  } catch {
    return {};
  }
}

/** Whether there is a queue and what tasks in it are to be, of the texts of a form. */
export function queueTextsOf(texts: QueueTexts): QueueTexts {
  const own = [EXECUTOR, ...FIELDS.map(queuePath)];
  return Object.fromEntries(Object.entries(texts).filter(([path]) => own.includes(path)));
}

export function keepQueue(texts: QueueTexts): void {
  if (texts[EXECUTOR] !== 'slurm') return;
  try {
    localStorage.setItem(KEY, JSON.stringify(queueTextsOf(texts)));
  } catch {
    // Nothing is kept.
  }
}
