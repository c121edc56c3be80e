// The Japanese catalogue of the app.
import type { PageWords } from '../words.ts';
import { activity } from './activity.ts';
import { compare } from './compare.ts';
import { curves } from './curves.ts';
import { endings } from './endings.ts';
import { errors } from './errors.ts';
import { exportMenu } from './export-menu.ts';
import { frame } from './frame.ts';
import { glossary } from './glossary.ts';
import { help } from './help.ts';
import { importColumns } from './import-columns.ts';
import { importOutcome } from './import-outcome.ts';
import { importing } from './importing.ts';
import { library } from './library.ts';
import { messages } from './messages.ts';
import { newStudyQueue } from './new-study-queue.ts';
import { numbers } from './numbers.ts';
import { studyAbout } from './study-about.ts';
import { studyCell } from './study-cell.ts';
import { studyExport } from './study-export.ts';
import { studyLadder } from './study-ladder.ts';
import { studyMap } from './study-map.ts';
import { studyPage } from './study-page.ts';
import { studyProbe } from './study-probe.ts';
import { studyPrograms } from './study-programs.ts';
import { studyRuns } from './study-runs.ts';
import { studyScene } from './study-scene.ts';
import { taskLines } from './task-lines.ts';

export const JAPANESE_PAGES: PageWords = {
  activity,
  compare,
  curves,
  endings,
  errors,
  exportMenu,
  frame,
  glossary,
  help,
  importColumns,
  importOutcome,
  importing,
  library,
  messages,
  newStudyQueue,
  numbers,
  studyAbout,
  studyCell,
  studyExport,
  studyLadder,
  studyMap,
  studyPage,
  studyProbe,
  studyPrograms,
  studyRuns,
  studyScene,
  taskLines,
};
