// Keeps what trainers print beside the study, as long as the disk lets it.
import { log } from '../../diagnosis/log.ts';
import { RunLogs } from '../../study/run-logs.ts';
import type { Study } from '../../study/study.ts';

/** Takes what the trainer of a run printed; it does not throw. */
export type KeepLog = (runId: number, text: string) => void;

/** Runs are trained all the same where the disk refuses; nothing more is tried then. */
export function logKeeper(study: Study): KeepLog {
  let logs: RunLogs | null = new RunLogs({ file: study.file, createdAt: study.info().createdAt });
  return (runId, text) => {
    try {
      logs?.write(runId, text);
    } catch (error) {
      log.warn(`What run ${runId} printed could not be kept: ${(error as Error).message}`);
      logs = null;
    }
  };
}
