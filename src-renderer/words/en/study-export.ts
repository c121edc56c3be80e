// What can be saved of a study: names, and what each is and what for, in English.

export const studyExport = {
  surface: { name: '3D picture', words: 'The 3D picture as a figure, seen from where it is now.' },
  live: {
    name: '3D picture as on the screen',
    words: 'What the graphics draw now, at 300 dots per inch, with title, legend and facts.',
  },
  map: { name: '2D map', words: 'The exact map of every recipe, with its scale and thresholds.' },
  curves: { name: 'Loss curves', words: 'The loss of every finished run over its steps.' },
  ladder: {
    name: 'Ladder',
    words: 'Edge and penalty against the size of the model, and what is expected.',
  },
  sizes: { name: 'Map for each size', words: 'A small map for each size, on one scale.' },
  report: {
    name: 'Report',
    words: 'The finding for a manager, then the pages for engineers: maps, costs, plan, thresholds.',
  },
  runs: {
    name: 'Runs',
    words: 'A table with one line per run: settings, state, label with its reason, losses.',
  },
  everything: {
    name: 'Everything',
    words: 'The spec, the environment, every run with its curves, and what was made of them.',
  },
};
