// The hosts that train one study: each has one job at a time. One whose device is gone, or that keeps breaking, leaves; the last
// one stays, whatever happens.
import { log } from '../diagnosis/log.ts';
import type { TrainingJob } from '../engine/job.ts';
import type { Speed } from './protocol.ts';
import type { Host } from './supervisor.ts';

/** Jobs in a row that break in a host before it leaves. */
const PATIENCE = 3;

export interface Member {
  /** Within a sentence, e.g. "host 2 (webgpu:1)". */
  readonly name: string;
  readonly host: Host;
}

interface Waiting {
  readonly but: Member | undefined;
  readonly take: (member: Member) => void;
}

export class HostPool {
  /** Those that have not left. */
  readonly #members: Member[];
  /** In the order in which they became free. */
  #idle: Member[];
  #waiting: Waiting[] = [];
  readonly #brokenInARow = new Map<Member, number>();
  readonly #atFirst: readonly Member[];
  #loss: string | null = null;

  constructor(members: readonly Member[]) {
    this.#atFirst = members;
    this.#members = [...members];
    this.#idle = [...members];
  }

  /** Of one host alone. */
  static of(host: Host): HostPool {
    return new HostPool([{ name: 'the host', host }]);
  }

  /** At first. */
  get size(): number {
    return this.#atFirst.length;
  }

  get first(): Host {
    return this.#atFirst[0]!.host;
  }

  /** Of all hosts together. */
  get threads(): number {
    return this.#atFirst.reduce((sum, { host }) => sum + host.opened.description.threads, 0);
  }

  /** Who has left, and why, in one sentence; null: nobody. */
  get loss(): string | null {
    return this.#loss;
  }

  /**
   * Of one host while all of them train the job: the mean of what each does in a second, and of what it costs. null: one of them was
   * not measured within `limit` seconds. @throws HostError; the reason of the signal.
   */
  async measure(
    job: TrainingJob,
    seconds: number,
    limit: number,
    signal?: AbortSignal,
  ): Promise<Speed | null> {
    const all = await Promise.allSettled(
      this.#members.map(({ host }) => host.measure(job, seconds, limit, signal)),
    );
    const speeds = all.map((each) => {
      if (each.status === 'rejected') throw each.reason;
      return each.value;
    });
    if (!speeds.every((speed) => speed !== null)) return null;
    const mean = (of: (speed: Speed) => number) =>
      speeds.reduce((sum, speed) => sum + of(speed), 0) / speeds.length;
    return {
      secondsPerLaneStep: 1 / mean((speed) => 1 / speed.secondsPerLaneStep),
      processorSecondsPerLaneStep: mean((speed) => speed.processorSecondsPerLaneStep),
    };
  }

  /** The next that is free, but this one only where there is no other. @throws the reason of the signal. */
  async take(signal: AbortSignal, but?: Member): Promise<Member> {
    signal.throwIfAborted();
    const found = this.#idle.find((member) => this.#suits(member, but));
    if (found) {
      this.#idle = this.#idle.filter((member) => member !== found);
      return found;
    }
    return new Promise((resolve, reject) => {
      const stop = () => {
        this.#waiting = this.#waiting.filter((each) => each !== waiting);
        reject(signal.reason as Error);
      };
      const waiting = {
        but,
        take: (member: Member) => {
          signal.removeEventListener('abort', stop);
          resolve(member);
        },
      };
      signal.addEventListener('abort', stop, { once: true });
      this.#waiting.push(waiting);
    });
  }

  giveBack(member: Member, how: 'trained' | 'unused' = 'unused'): void {
    if (how === 'trained') this.#brokenInARow.delete(member);
    this.#idle.push(member);
    this.#serve();
  }

  /** It broke at its job; it leaves if it has broken too often. */
  giveBackBroken(member: Member, reason: string): void {
    const count = (this.#brokenInARow.get(member) ?? 0) + 1;
    this.#brokenInARow.set(member, count);
    const often = `it broke ${PATIENCE} times in a row, at last so: ${reason}`;
    if (count < PATIENCE || !this.dismiss(member, often)) this.giveBack(member);
  }

  /** Whether it has left, which the last one does not; then it is still to be given back. */
  dismiss(member: Member, reason: string): boolean {
    if (this.#members.length === 1) return false;
    this.#members.splice(this.#members.indexOf(member), 1);
    const others = this.#members.length === 1 ? 'the other goes on' : `${this.#members.length} go on`;
    this.#loss = `${capital(member.name)} of ${this.size} has left, and ${others}: ${reason}`;
    log.warn(this.#loss);
    void member.host.close();
    // Whoever waited for another than the last one has to take it.
    this.#serve();
    return true;
  }

  async close(): Promise<void> {
    await Promise.all(this.#atFirst.map(({ host }) => host.close()));
  }

  #suits(member: Member, but: Member | undefined): boolean {
    return member !== but || this.#members.length === 1;
  }

  #serve(): void {
    for (const waiting of this.#waiting) {
      const found = this.#idle.find((member) => this.#suits(member, waiting.but));
      if (!found) continue;
      this.#idle = this.#idle.filter((member) => member !== found);
      this.#waiting = this.#waiting.filter((each) => each !== waiting);
      waiting.take(found);
    }
  }
}

export function capital(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}
