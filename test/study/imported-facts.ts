// What an import of a small file leaves in its study.
import type { ImportedFacts } from '../../src-main/records/types.ts';

export const IMPORTED: ImportedFacts = {
  fileName: 'sweep.csv',
  kind: 'CSV',
  sha256: '00',
  columns: {},
  rateScale: 'linear',
  unigramEntropy: null,
  labelled: false,
  runs: 10,
  skipped: 2,
};
