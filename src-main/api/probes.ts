// The probes that this process carries out, one at a time, and what each study's last one found. Results are kept in memory
// alone: a probe changes no study, and can be done again.
import type { Study } from '../study/study.ts';
import { planProbe, type ProbeRequest, type ProbeResult } from '../sweep/probe-study.ts';
import type { ApiEvent, ProbeState } from '../contract/contract.ts';
import { ApiError, errorReport } from './errors.ts';

/** Results that are kept. */
const KEPT = 16;
const NONE: ProbeState = { kind: 'none' };

export class Probes {
  readonly #emit: (event: ApiEvent) => void;
  readonly #states = new Map<string, ProbeState>();
  #running: { readonly id: string; readonly controller: AbortController } | null = null;

  constructor(emit: (event: ApiEvent) => void) {
    this.#emit = emit;
  }

  state(id: string): ProbeState {
    return this.#states.get(id) ?? NONE;
  }

  /** @throws ApiError if nothing has been found yet. */
  result(id: string): ProbeResult {
    const state = this.state(id);
    if (state.kind !== 'done') throw new ApiError('not-found', 'This study has not been probed.');
    return state.result;
  }

  /** @throws SpecError, TextError, StudyError, or ApiError if another probe is under way. */
  start(id: string, study: Study, request: ProbeRequest): void {
    if (this.#running) {
      throw new ApiError('busy', 'Another probe is under way; cancel it or wait for its end.');
    }
    const probe = planProbe(study.info(), request);
    const last = this.state(id);
    const before = last.kind === 'done' ? last : NONE;
    const controller = new AbortController();
    this.#running = { id, controller };
    this.#tell(id, { kind: 'running', step: 0, steps: null });
    void probe({
      signal: controller.signal,
      onProgress: (progress) => this.#tell(id, { kind: 'running', ...progress }),
    })
      .then(
        (result): ProbeState => ({ kind: 'done', result }),
        (error: unknown): ProbeState =>
          controller.signal.aborted ? before : { kind: 'failed', message: errorReport(error).message },
      )
      .then((state) => {
        this.#running = null;
        this.#tell(id, state);
      });
  }

  cancel(id: string): void {
    if (this.#running?.id !== id) throw new ApiError('bad-request', 'This study is not being probed now.');
    this.#running.controller.abort();
  }

  #tell(id: string, state: ProbeState): void {
    this.#states.delete(id);
    this.#states.set(id, state);
    if (this.#states.size > KEPT) this.#states.delete(this.#states.keys().next().value!);
    this.#emit({ kind: 'probe-changed', id });
  }
}
