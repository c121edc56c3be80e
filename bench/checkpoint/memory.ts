// The most memory that a process held since it was asked to forget, as Linux counts it.
import { readFileSync, writeFileSync } from 'node:fs';

/** In bytes: now, and at most since `forgetPeak`. */
export function residentOf(pid: number): { readonly now: number; readonly peak: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const bytes = (name: string) => 1024 * Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)![1]);
  return { now: bytes('VmRSS'), peak: bytes('VmHWM') };
}

export function forgetPeak(pid: number): void {
  writeFileSync(`/proc/${pid}/clear_refs`, '5');
}
