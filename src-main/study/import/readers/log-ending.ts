// How the program ended that printed a log, as its last lines tell: in the words of Slurm, which are those of a table's column of states.
// What nothing is said of is judged by its losses. Pure.

/** What broke from outside says more than the traceback around it. By preference. */
const ENDINGS: readonly (readonly [RegExp, string])[] = [
  [/\bout of memory\b|OutOfMemoryError|\boom[- _]kill/i, 'OUT_OF_MEMORY'],
  [/\bDUE TO TIME LIMIT\b/, 'TIMEOUT'],
  [/\bDUE TO PREEMPTION\b/, 'PREEMPTED'],
  [/\bDUE TO NODE FAILURE\b/, 'NODE_FAIL'],
  [/\*\*\* (?:JOB|STEP) \S+ .*\bCANCELLED\b/, 'CANCELLED'],
  [
    /^\s*Traceback \(most recent call last\)|\bChildFailedError\b|\bSegmentation fault\b|\(core dumped\)|\bSIG(?:KILL|TERM|ABRT|SEGV)\b|^\s*Killed\s*$/,
    'FAILED',
  ],
];
/** What is raised afterwards, as its processes are taken down, is none of the run's. */
const DONE = /\btrain(?:ing)?\b.{0,20}\b(?:completed?|finished|done|ended)\b/i;

export class LogEnding {
  #state: number | null = null;
  #isDone = false;

  /** Words that training went on after are no end. */
  goesOn(): void {
    this.#state = null;
    this.#isDone = false;
  }

  /** `text`: of a line that is none of a step, without what its logger has put around it. */
  hear(text: string): void {
    if (this.#isDone) return;
    this.#isDone = DONE.test(text);
    const said = ENDINGS.findIndex(([words]) => words.test(text));
    if (said >= 0) this.#state = Math.min(this.#state ?? Infinity, said);
  }

  /** undefined: nothing says that it broke. */
  get state(): string | undefined {
    return this.#state === null ? undefined : ENDINGS[this.#state]![1];
  }
}
