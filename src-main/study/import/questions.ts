// What a file does not say and its user must: each asked in one sentence that names the ways to say it. Pure.

import type { RowUnit } from './table.ts';

/** What can be asked, in the order in which it is. */
export const QUESTION_TOPICS = [
  'columns',
  'study',
  'objective',
  'direction',
  'history',
  'batch-size',
  'recipe',
  'duplicates',
  'state',
  'failed',
  'pruned',
  'empty-loss',
  'reference',
] as const;
export type QuestionTopic = (typeof QUESTION_TOPICS)[number];

export interface Question {
  readonly topic: QuestionTopic;
  readonly sentence: string;
}

/** Questions as they come up, each with the rows that it is about. */
export class Questions {
  readonly #unit: RowUnit;
  readonly #nameOf: ((line: number) => string) | undefined;
  readonly #asked = new Map<
    string,
    { topic: QuestionTopic; lines: number[]; count: number; ask: Sentence }
  >();

  /** `unit`: what a row of the file is called where it is named; `nameOf`: its name, where it has one. */
  constructor(unit: RowUnit, nameOf?: (line: number) => string) {
    this.#unit = unit;
    this.#nameOf = nameOf;
  }

  /** `key` tells questions of one topic apart; the sentence is made when all rows are known. */
  raise(topic: QuestionTopic, key: string, line: number, ask: Sentence): void {
    const id = `${topic} ${key}`;
    const known = this.#asked.get(id) ?? { topic, lines: [], count: 0, ask };
    if (known.lines.length < LISTED_LINES) known.lines.push(line);
    known.count++;
    this.#asked.set(id, known);
  }

  has(topic: QuestionTopic): boolean {
    return [...this.#asked.values()].some((asked) => asked.topic === topic);
  }

  list(): Question[] {
    const order = ({ topic }: Question) => QUESTION_TOPICS.indexOf(topic);
    // What was maximised is known to be negative.
    const isKnown = this.#asked.has('direction ');
    return [...this.#asked]
      .filter(([id]) => !(isKnown && id === 'direction negative'))
      .map(([, { topic, lines, count, ask }]) => ({ topic, sentence: ask(count, this.#where(lines, count)) }))
      .sort((a, b) => order(a) - order(b));
  }

  #where(lines: readonly number[], count: number): string {
    const unit = count === 1 ? this.#unit : this.#unit.replace(/y$/, 'ie') + 's';
    const names = lines.map((line) => this.#nameOf?.(line) ?? line);
    return `${unit} ${names.join(', ')}${count > lines.length ? ', …' : ''}`;
  }
}

type Sentence = (count: number, where: string) => string;

const LISTED_LINES = 3;
