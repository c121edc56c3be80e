// Studies side by side, in English; what the figure says is of the report.

export const compare = {
  title: 'Compare studies',
  looking: 'Looking for studies …',
  reading: 'Reading the studies …',
  leaveOut: 'Leave it out',
  chooseMore:
    'Choose two studies or more: sizes, texts, imported runs beside your own, emulation beside hardware.',
  studies: (most: number) => `Studies, two to ${most}`,
  obstacles: 'What keeps these studies from being compared',
  exported: 'These studies side by side on one scale, as they are shown here.',
  differences: 'What they are, and where their specs differ',
  table: 'Table of facts and differences',
  facts: {
    precision: 'Precision',
    data: 'Data',
    budget: 'Budget',
    seeds: 'Seeds',
    device: 'Device',
    baseline: 'Baseline',
    rows: 'Rows',
  },
  rows: (name: string, values: readonly string[]) => `${name} ${values.join(', ')}`,
};
