// Runs a study whose runs a command trains: the command and its folder looked at, then the run.
import { statSync } from 'node:fs';
import { cpus } from 'node:os';
import path from 'node:path';
import which from 'which';
import type { Environment } from '../../../records/types.ts';
import { precipiceVersion, runnerOn, type Runner } from '../../runner.ts';
import { expandCommand, PLACEHOLDERS, type PlaceholderValues } from '../../../spec/command.ts';
import { SpecError } from '../../../spec/spec.ts';
import type { TrainerSettings, TrainerSpec } from '../../../spec/trainer.ts';
import { rememberTrainers, trainerMark } from './left-trainers.ts';
import { logKeeper, type KeepLog } from '../kept-logs.ts';
import { trainerExecutor } from './trainer-executor.ts';

/** @throws SpecError with one sentence where the folder or the program is not there. */
export function openTrainerRunner(spec: TrainerSpec): Runner {
  checkTrainer(spec.trainer);
  const mark = trainerMark();
  let keep: KeepLog = () => undefined;
  const executor = trainerExecutor(spec, environment(), mark.environment, (id, text) => keep(id, text));
  const runner = runnerOn(executor, spec, null, []);
  return {
    ...runner,
    run(study, hooks) {
      rememberTrainers(study, mark);
      keep = logKeeper(study);
      return runner.run(study, hooks);
    },
  };
}

export function checkTrainer(trainer: TrainerSettings): void {
  const { folder, shell, setup } = trainer;
  if (!path.isAbsolute(folder)) {
    throw new SpecError(
      `trainer.folder is "${folder}"; it must be an absolute path, because this spec is not a file with a folder of its own.`,
    );
  }
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
    throw new SpecError(`trainer.folder is "${folder}"; it must be a folder that exists.`);
  }
  if (setup.length > 0 && which.sync('bash', { nothrow: true }) === null) {
    throw new SpecError('trainer.setup has lines for a shell; bash must be on the PATH to carry them out.');
  }
  // What a shell finds, it alone knows.
  if (shell || setup.length > 0) return;
  const anyValues = Object.fromEntries(PLACEHOLDERS.map((name) => [name, 1])) as PlaceholderValues;
  const [executable] = expandCommand(trainer, anyValues);
  const file = /[\\/]/.test(executable) ? path.resolve(folder, executable) : executable;
  if (which.sync(file, { nothrow: true }) !== null) return;
  throw new SpecError(
    `trainer.command begins with "${executable}"; it must be a program on the PATH, or the path of one.`,
  );
}

function environment(): Environment {
  return {
    cpu: cpus()[0]?.model.trim() ?? null,
    platform: `${process.platform} ${process.arch}`,
    precipice: precipiceVersion(),
  };
}
