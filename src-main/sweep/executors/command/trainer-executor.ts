// Trains runs by a command, one process a run, several at once. What it prints is heard by protocol-hearing.ts or log-hearing.ts.
import type { Environment } from '../../../records/types.ts';
import type { GridRun } from '../../../plan/plan.ts';
import { batchSizeAt, stepsAt, thresholdsOf } from '../../../spec/spec.ts';
import { indexOfRow } from '../../../spec/rows.ts';
import { rowPlaceValues } from '../../../spec/trainer-rows.ts';
import type { TrainerSpec } from '../../../spec/trainer.ts';
import type { BatchHooks, Executor, RunOutcome } from '../executor.ts';
import type { KeepLog } from '../kept-logs.ts';
import { progressTeller } from './hearing.ts';
import { LogHearing } from './log-hearing.ts';
import { logText } from './log-text.ts';
import { preparedCommand } from './prepared-command.ts';
import { ProtocolHearing } from './protocol-hearing.ts';
import { secretsRemover } from './secrets.ts';
import { runCommand } from './trainer-process.ts';

/** After so many failed runs in a row the command is taken for broken: one setting of a grid may well fail for itself. */
const PATIENCE = 10;

/** `variables` are given to every command. */
export function trainerExecutor(
  spec: TrainerSpec,
  environment: Environment,
  variables: Readonly<Record<string, string>>,
  keepLog: KeepLog,
): Executor {
  const { command, concurrency } = spec.trainer;
  const slots = Array.from({ length: concurrency }, (_, slot) => slot);
  return {
    summary: `the command ${command}`,
    notes: [],
    environment,
    madeBy: 'command',
    contextAt: null,
    atOnce: concurrency,
    patience: PATIENCE,
    handedOver: [],
    lanesFor: () => 1,
    async train({ runs: [run] }, hooks) {
      const slot = slots.shift()!;
      try {
        return [await trainRun({ spec, run: run!, slot, environment, variables, keepLog }, hooks)];
      } finally {
        slots.push(slot);
      }
    },
    close: () => Promise.resolve(),
  };
}

interface OneRun {
  readonly spec: TrainerSpec;
  readonly run: GridRun;
  readonly slot: number;
  readonly environment: Environment;
  readonly variables: Readonly<Record<string, string>>;
  readonly keepLog: KeepLog;
}

async function trainRun(
  { spec, run, slot, environment, variables, keepLog }: OneRun,
  hooks: BatchHooks,
): Promise<RunOutcome> {
  const { trainer } = spec;
  const steps = stepsAt(spec, run.rowValue);
  const command = preparedCommand(
    trainer,
    {
      recipe: run.recipe,
      learning_rate: run.learningRate,
      batch_size: batchSizeAt(spec, run.rowValue),
      seed: run.seed,
      steps,
      run: run.id,
      slot,
      ...(spec.rows && rowPlaceValues(spec.rows, indexOfRow(spec.rows, run.rowValue))),
    },
    variables,
  );
  const tidy = secretsRemover({ ...process.env, ...command.environment });
  const tell = progressTeller(hooks.onProgress);
  const heardRun = { run, steps, limits: trainer, thresholds: thresholdsOf(spec), environment };
  const hearing =
    trainer.reports === 'protocol'
      ? new ProtocolHearing(heardRun, tell)
      : new LogHearing(heardRun, trainer.reports, tell);
  hooks.onBegin();
  const begun = performance.now();
  const told = await runCommand(command, trainer, hooks.signal, (line, stream) =>
    hearing.take(tidy(line), stream),
  );
  const ended = { ...told, lastError: tidy(told.lastError) };
  const seconds = (performance.now() - begun) / 1000;
  keepLog(run.id, logText({ run, rows: spec.rows, command, ended, seconds, tidy }));
  return hearing.outcome(ended, seconds);
}
