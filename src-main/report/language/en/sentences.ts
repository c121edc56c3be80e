// The result of a study in plain English sentences.

export const sentences = {
  notFinished: (recipe: string) => `${recipe} has no finished run yet.`,
  noBaselineRun: (recipe: string, baseline: string) =>
    `${recipe} cannot be compared: ${baseline} has no finished run in the cells that both share.`,
  noBaselineRegion: (recipe: string, baseline: string) =>
    `${recipe} cannot be compared: ${baseline} has no stable cell in the cells that both share.`,
  kept: (result: {
    readonly recipe: string;
    readonly baseline: string;
    readonly share: string;
    /** null: not known. */
    readonly interval: string | null;
    readonly isLess: boolean;
    readonly isFinal: boolean;
    readonly inferredCells: number;
  }) => {
    const { recipe, baseline, share, interval, isLess, isFinal, inferredCells } = result;
    const by = inferredCells > 0 ? ` (${inferredCells} cells told from their neighbours)` : '';
    return (
      `${isFinal ? '' : 'So far '}${recipe} ${isLess ? 'keeps' : 'has'} ${share} % ` +
      `(${interval ?? 'interval not known'}) of ${baseline}'s stable region${by}.`
    );
  },
  oneRecipe: 'There is one recipe: nothing to compare it with.',
};
