// How tools call a run that has ended well, that broke, that was given up, and that has not ended. Pure.

/**
 * `failed` may be a divergence or an outage: what it means is asked for. `infrastructure` can only be an outage, `pruned` was given
 * up because others were better.
 */
export type StateKind = 'finished' | 'failed' | 'infrastructure' | 'pruned' | 'open';

const WORDS: Readonly<Record<StateKind, readonly string[]>> = {
  finished: [
    'finished',
    'complete',
    'completed',
    'done',
    'success',
    'succeeded',
    'ok',
    'terminated',
    'ended',
  ],
  failed: [
    'failed',
    'failure',
    'fail',
    'error',
    'crashed',
    'crash',
    'killed',
    'aborted',
    'cancelled',
    'canceled',
    'stopped',
    'interrupted',
  ],
  infrastructure: ['failed-infrastructure', 'preempted', 'timeout', 'out_of_memory', 'oom', 'node_fail'],
  pruned: ['pruned', 'early_stopped'],
  open: [
    'running',
    'pending',
    'preempting',
    'scheduled',
    'queued',
    'waiting',
    'planned',
    'paused',
    'created',
    'in_progress',
    'unfinished',
  ],
};

const KINDS: ReadonlyMap<string, StateKind> = new Map(
  (Object.keys(WORDS) as StateKind[]).flatMap((kind) => WORDS[kind].map((word) => [word, kind] as const)),
);

/** The word itself, in lower case: TrialState.FAIL, STATUS_FAILURE and FAILED as fail, failure and failed. */
export function stateWord(value: unknown): string {
  return String(value)
    .trim()
    .toLowerCase()
    .replace(/^(\w+state\.|status[_-])/, '');
}

/** null where no tool that is known says so. */
export function stateKind(word: string): StateKind | null {
  return KINDS.get(word) ?? null;
}
