// Listens to a trainer that speaks the protocol: the start, every step, the end. What it must say stands in protocol.ts.
import type { Environment } from '../../../records/types.ts';
import type { RunOutcome } from '../executor.ts';
import { afterTheEnd, whyUnfinished } from './endings.ts';
import type { HeardRun, Hearing } from './hearing.ts';
import { readLine, type StartMessage } from './protocol.ts';
import { RunRecord } from './run-record.ts';
import type { Ended, LineVerdict, Stream } from './trainer-process.ts';

export class ProtocolHearing implements Hearing {
  readonly #run: HeardRun;
  readonly #record: RunRecord;
  readonly #others = { count: 0, last: '' };
  readonly #tell: (stepsDone: number, isLast: boolean) => void;
  #complaint: string | null = null;

  constructor(run: HeardRun, tell: (stepsDone: number, isLast: boolean) => void) {
    this.#run = run;
    this.#record = new RunRecord(run.steps);
    this.#tell = tell;
  }

  take(line: string, stream: Stream): LineVerdict {
    if (stream === 'error') return 'ignored';
    const record = this.#record;
    const read = readLine(line);
    if (read.kind === 'other') {
      this.#others.count += 1;
      this.#others.last = line;
      return 'ignored';
    }
    // After its end a run has nothing to say that counts.
    if (record.over !== null) return 'ignored';
    const taken = read.kind === 'wrong' ? read : record.take(read.message);
    if (taken.kind === 'wrong') {
      this.#complaint = taken.sentence;
      return 'end-it';
    }
    this.#tell(record.stepsDone, taken.kind === 'over');
    if (taken.kind === 'going-on') return 'heard';
    return record.over === 'end' ? 'enough' : 'end-it';
  }

  outcome(ended: Ended, seconds: number): RunOutcome {
    const { limits, steps, thresholds, environment } = this.#run;
    const record = this.#record;
    if (this.#complaint !== null)
      return { kind: 'failed', message: `The trainer was ended. ${this.#complaint}` };
    if (record.over === null) {
      const progress = { done: record.stepsDone, steps };
      return { kind: 'failed', message: whyUnfinished(ended, limits, progress, this.#others) };
    }
    const notes = record.over === 'end' ? afterTheEnd(ended) : [];
    return {
      kind: 'finished',
      run: record.finished(seconds, thresholds, notes),
      environment: { ...environment, ...factsOf(record.start!) },
    };
  }
}

/** What the trainer said of itself, as facts of the study. */
function factsOf({ precision, device, model, unigram_entropy, facts }: StartMessage): Environment {
  return {
    ...facts,
    precision,
    device,
    ...(model !== undefined && { model }),
    ...(typeof unigram_entropy === 'number' && { unigramEntropy: unigram_entropy }),
  };
}
