// Which sentences of the core a language has words for. They are known by the sentence, which names what a code does not: the file, the
// version, the reason. All others stay as the core says them.

export interface KnownError {
  /** Of the whole English sentence; its groups are names and numbers. */
  readonly english: RegExp;
  readonly told: (...groups: readonly string[]) => string;
  /** Whether the English sentence says more. */
  readonly isShorter?: true;
}

export interface ToldSentence {
  readonly sentence: string;
  /** The core's own, where it says more. */
  readonly original: string | null;
}

/** null: there are no words for it. */
export function toldSentence(english: string, known: readonly KnownError[]): ToldSentence | null {
  for (const { english: pattern, told, isShorter } of known) {
    const match = pattern.exec(english);
    if (match) return { sentence: told(...match.slice(1)), original: isShorter ? english : null };
  }
  return null;
}
