// The map of a study: the choices above the pictures, the 2D map and the table under it, in English.

export const studyMap = {
  view: '3D view',
  kinds: { stack: 'Stack', surface: 'Terraces', difference: 'Difference' },
  recipe: 'Recipe',
  versus: 'Compared with',
  noVersus: 'none',
  height: 'Height',
  colour: 'Colour',
  guides: 'guides',
  whatGuides: 'LR ~ batch, LR ~ √batch',
  flat: '2D',
  maps: { pair: 'the two recipes', all: 'all recipes', difference: 'difference from the baseline' },
  pictures: 'Maps; arrow keys move the pinned cell',
  chooseCell: 'Choose a cell by click or arrow keys to see its runs.',

  table: {
    summary: 'The map as a table',
    of: (recipe: string) => `Table of ${recipe}`,
    /** `columns`: how learning rates were put into columns, where they were. */
    caption: (recipe: string, columns: string | null) =>
      `${recipe}: unstable of finished runs, with interval of P(unstable)${columns === null ? '' : `; ${columns}`}`,
    judged: (unstable: number, finished: number, interval: string | null) =>
      `${unstable} of ${finished}${interval === null ? '' : ` (${interval})`}`,
    notJudged: 'not judged',
    notMeasured: 'not measured',
    withLeftOut: (cell: string, rows: number) => `${cell}, ${rows} left out`,
  },
};
