// What became of the runs of a study to which runs were added, or whose inputs were read again. Pure.

/** Runs, by what became of them. */
export interface Growth {
  readonly added: number;
  /** Read again, and saying something else than before. */
  readonly changed: number;
  readonly same: number;
  /** Kept, though they are no longer where they were read. */
  readonly gone: number;
  /** Kept as they were, though they end better by now: an input that is not read again may have the same run, ended worse. */
  readonly held: number;
}

export function describeGrowth({ added, changed, same, gone, held }: Growth): string {
  const kept = gone === 0 ? '' : ` ${gone} gone from where they were read and kept as they are,`;
  const worse =
    held === 0
      ? ''
      : ` ${held} kept as they were though they end better by now, because an input that has repeats of runs was not read again,`;
  return `Runs: ${added} new, ${changed} changed,${kept}${worse} ${same} the same.`;
}
