// What became of the runs of a study to which runs were added, or whose inputs were read again. Pure.

/** Runs, by what became of them. */
export interface Growth {
  readonly added: number;
  /** Read again, and saying something else than before. */
  readonly changed: number;
  readonly same: number;
  /** Kept, though they are no longer where they were read. */
  readonly gone: number;
}

export function describeGrowth({ added, changed, same, gone }: Growth): string {
  const kept = gone === 0 ? '' : ` ${gone} gone from where they were read and kept as they are,`;
  return `Runs: ${added} new, ${changed} changed,${kept} ${same} the same.`;
}
