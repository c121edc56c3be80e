// The line that tells why a program ended: the error that it raised, not what libraries and launchers print after it. Pure.
import { tidyLine } from '../../../training-logs/line.ts';

/** Characters of it that are told. */
const LONGEST_TOLD = 300;

/** `RuntimeError: CUDA out of memory`, `torch.cuda.OutOfMemoryError: …`, `error: …`, `thread 'main' panicked at …`. */
const ERROR =
  /^(?:[\w.]*(?:Error|Exception|Interrupt|Exit|Fault|Failure|Warning as error)(?:\(\d+\))?:|(?:fatal |internal )?error:|panic:|thread '.{1,60}' panicked|Segmentation fault|Killed\b|Aborted\b|Bus error|CUDA error|.{0,80}: command not found)/i;
/** Errors of those that started the program: they say that it failed, and not why. */
const OF_LAUNCHERS =
  /ChildFailedError|CalledProcessError|SignalException|ProcessRaisedException|ProcessExitedException|^error: (?:script|process|command) |^srun: error|conda\.cli|ActorDiedError/i;
/** Nothing that tells a person anything. */
const NOISE = [
  /^[^\p{L}\p{N}]*$/u,
  /^(?:Traceback \(most recent call last\)|File ".*", line \d+|at .*:\d+:\d+\)?$|Node\.js v\d|\^+$|During handling of the above|The above exception was)/,
  /\b(?:Deprecation|Future|User|Runtime|Resource)?Warning:|^warnings\.warn|\bWARNING\b|resource_tracker|leaked (?:semaphore|shared_memory)/,
  /^(?:wandb|srun|mpirun|slurmstepd|W\d{4}|E\d{4}|I\d{4})\b|To enable traceback see|elastic\/errors|^(?:traceback|time|host|rank|exitcode|error_file)\s*:|^(?:Failures|Root Cause)\b|NCCL INFO|destroy_process_group/i,
  // Progress bars.
  /\d{1,3}%\s*\|.*\|/,
];

/** The most telling of the last lines, oldest first; empty where there is none. */
export function tellingLine(lines: readonly string[]): string {
  const all = lines
    .map((raw) => ({ isIndented: /^\s{2,}/.test(raw), text: tidyLine(raw).text }))
    .filter(({ text }) => text !== '')
    .toReversed();
  const isNoise = (text: string) => NOISE.some((noise) => noise.test(text));
  const errors = all.filter(({ text }) => ERROR.test(text) && !isNoise(text));
  const found =
    errors.find(({ text }) => !OF_LAUNCHERS.test(text)) ??
    errors[0] ??
    all.find(({ text, isIndented }) => !isIndented && !isNoise(text)) ??
    all[0];
  return (found?.text ?? '')
    .replaceAll(/\p{C}+/gu, ' ')
    .trim()
    .slice(0, LONGEST_TOLD);
}
