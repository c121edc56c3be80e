// The command line: registers the commands and turns errors into one sentence and an exit code.
// 0: done. 1: the job failed. 2: wrong usage.
import { Command, CommanderError } from 'commander';
import { log, openLog } from '../diagnosis/log.ts';
import { PlacesError } from '../host/places.ts';
import { ExportError } from '../report/export-study.ts';
import { ImportError } from '../study/import/import-error.ts';
import { refusal, StudyError } from '../study/study-error.ts';
import { precipiceVersion } from '../sweep/runner.ts';
import { SpecError } from '../spec/spec.ts';
import { TextError } from '../tokens/text-error.ts';
import { registerBench } from './commands/bench.ts';
import { registerBudgetPair } from './commands/budget-pair.ts';
import { registerBudgets } from './commands/budgets.ts';
import { registerCancel } from './commands/cancel.ts';
import { registerCompare } from './commands/compare.ts';
import { registerCoordinates } from './commands/coordinates.ts';
import { registerDecide } from './commands/decide.ts';
import { registerDevices } from './commands/devices.ts';
import { registerEstimate } from './commands/estimate.ts';
import { registerDoctor } from './commands/doctor.ts';
import { registerEvidence } from './commands/evidence.ts';
import { registerExport } from './commands/export.ts';
import { registerImport } from './commands/import.ts';
import { registerInfo } from './commands/info.ts';
import { registerLog } from './commands/log.ts';
import { registerPredict } from './commands/predict.ts';
import { registerPresets } from './commands/presets.ts';
import { registerProbe } from './commands/probe.ts';
import { registerPrograms } from './commands/programs.ts';
import { registerRecipe } from './commands/recipe.ts';
import { registerResume } from './commands/resume.ts';
import { registerRetry } from './commands/retry.ts';
import { registerRound } from './commands/round.ts';
import { registerServe } from './commands/serve.ts';
import { registerShow } from './commands/show.ts';
import { registerSweep } from './commands/sweep.ts';
import { registerTask } from './commands/task.ts';
import { watchOutput } from './interrupt.ts';
import { say } from './output.ts';
import { shownPath } from './paths.ts';
import { UsageError } from './usage.ts';

/** What is wrong with what the user gave, as opposed to what went wrong on the way. */
const USAGE_ERRORS = [UsageError, PlacesError, ImportError, SpecError, TextError, StudyError, ExportError];

const cli = new Command('precipice')
  .description('Maps where language-model training falls off the edge as numerical precision drops.')
  .version(precipiceVersion())
  .exitOverride()
  // Beside long options a description is wrapped in a narrow column rather than not at all.
  .configureHelp({ helpWidth: 80, minWidthToWrap: 24 })
  .showHelpAfterError('(add --help for what is allowed)')
  .hook('preAction', (_, command) => openLog(command.name()));
for (const register of [
  registerSweep,
  registerResume,
  registerRetry,
  registerCancel,
  registerShow,
  registerInfo,
  registerLog,
  registerExport,
  registerDecide,
  registerCompare,
  registerPredict,
  registerPrograms,
  registerProbe,
  registerCoordinates,
  registerEvidence,
  registerBudgetPair,
  registerBudgets,
  registerImport,
  registerDevices,
  registerEstimate,
  registerDoctor,
  registerPresets,
  registerRecipe,
  registerBench,
  registerRound,
  registerServe,
  registerTask,
]) {
  register(cli);
}

/** What the system refused is said by its reason, not in its own words. */
function sentenceOf(error: Error): string {
  const { path: named } = error as NodeJS.ErrnoException;
  const reason = refusal(error);
  return reason === null || named === undefined
    ? error.message
    : `${shownPath(named)} cannot be used: ${reason}.`;
}

watchOutput();
try {
  await cli.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : 2;
  } else {
    say(sentenceOf(error as Error));
    const isUsage = USAGE_ERRORS.some((kind) => error instanceof kind);
    if (!isUsage) log.error('The command failed', error);
    process.exitCode = isUsage ? 2 : 1;
  }
}
