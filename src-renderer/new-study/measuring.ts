// The time of a study, measured by itself once the form has been right and left alone for a moment; by hand where measuring would
// disturb something or take long.
import { useEffect } from 'react';
import type { Estimate } from '../../src-main/contract/contract.ts';
import type { Spec } from '../../src-main/spec/spec.ts';
import { useAnswer, useCommand } from '../client/queries.ts';
import { aboutLaneBytes } from './size.ts';

/** Milliseconds without a change. */
const LEFT_ALONE = 1500;
/** Bytes of a run beyond which measuring takes memory and minutes that nobody asked for. */
const LARGE_RUN = 512e6;

export interface Measuring {
  readonly estimate: Estimate | null;
  /** Whether the form has changed what is trained since. */
  readonly isOld: boolean;
  readonly isPending: boolean;
  readonly error: Error | null;
  /** Why it is not measured by itself; null: it is. */
  readonly held: 'training' | 'size' | null;
  readonly measure: () => void;
}

/** `spec` is null while something is to be corrected; `isWanted` is false where nothing can be started. */
export function useMeasuring(spec: Spec | null, isWanted: boolean): Measuring {
  const { mutate, data, error, isPending, variables } = useCommand('spec.estimate');
  const listing = useAnswer('library.list', {});
  const isTraining = listing.data?.studies.some(({ activity }) => activity.kind !== 'idle') ?? true;
  const held = isTraining ? 'training' : spec !== null && aboutLaneBytes(spec) > LARGE_RUN ? 'size' : null;
  const wanted = spec === null ? null : workOf(spec);
  const measured = variables === undefined ? null : workOf(variables.spec);
  // One under way gives way to the newer.
  const isDue = isWanted && held === null && wanted !== null && wanted !== measured;
  useEffect(() => {
    if (!isDue) return;
    const timer = setTimeout(() => mutate({ spec }), LEFT_ALONE);
    return () => clearTimeout(timer);
  }, [isDue, mutate, spec]);
  return {
    estimate: data ?? null,
    isOld: wanted !== measured,
    isPending,
    error,
    held,
    measure: () => mutate({ spec }),
  };
}

/** A name and thresholds change nothing of the time. */
function workOf(spec: unknown): string {
  return JSON.stringify({ ...(spec as Spec), name: '', thresholds: {} });
}
