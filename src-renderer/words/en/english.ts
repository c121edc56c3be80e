// The English catalogue of the app.
import { activity } from './activity.ts';
import { compare } from './compare.ts';
import { curves } from './curves.ts';
import { endings } from './endings.ts';
import { errors } from './errors.ts';
import { exportMenu } from './export-menu.ts';
import { firstSteps } from './first-steps.ts';
import { frame } from './frame.ts';
import { glossary } from './glossary.ts';
import { help } from './help.ts';
import { importColumns } from './import-columns.ts';
import { importOutcome } from './import-outcome.ts';
import { importing } from './importing.ts';
import { library } from './library.ts';
import { messages } from './messages.ts';
import { newStudyBefore } from './new-study-before.ts';
import { newStudyFields } from './new-study-fields.ts';
import { newStudyForm } from './new-study-form.ts';
import { newStudyGrid } from './new-study-grid.ts';
import { newStudyOwn } from './new-study-own.ts';
import { newStudyPresets } from './new-study-presets.ts';
import { newStudyProblems } from './new-study-problems.ts';
import { newStudyQueue } from './new-study-queue.ts';
import { newStudyRecipes } from './new-study-recipes.ts';
import { newStudySummaries } from './new-study-summaries.ts';
import { newStudyTrainer } from './new-study-trainer.ts';
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
import { studyVerdict } from './study-verdict.ts';
import { taskLines } from './task-lines.ts';

export const ENGLISH_PAGES = {
  activity,
  compare,
  curves,
  endings,
  errors,
  exportMenu,
  firstSteps,
  frame,
  glossary,
  help,
  importColumns,
  importOutcome,
  importing,
  library,
  messages,
  newStudyBefore,
  newStudyFields,
  newStudyForm,
  newStudyGrid,
  newStudyOwn,
  newStudyPresets,
  newStudyProblems,
  newStudyQueue,
  newStudyRecipes,
  newStudySummaries,
  newStudyTrainer,
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
  studyVerdict,
  taskLines,
};
