// `precipice log`: what the trainer of a run printed, as far as it was kept.
import type { Command } from 'commander';
import { sendable } from '../../diagnosis/sendable.ts';
import { plainText } from '../../report/terminal-text.ts';
import { RunLogs } from '../../study/run-logs.ts';
import { openStudy } from '../../study/study.ts';
import type { RunRow } from '../../records/types.ts';
import { print, printJson } from '../output.ts';
import { shownPath, userPath } from '../paths.ts';
import { withJson, type JsonOption } from '../settings.ts';
import { integerArgument, UsageError } from '../usage.ts';

interface Options extends JsonOption {
  readonly sendable?: boolean;
}

export function registerLog(cli: Command): void {
  const command = cli
    .command('log')
    .description('show what the command that trained a run printed')
    .argument('<file>', 'the study file')
    .argument(
      '[run]',
      'number of the run (default: list those whose output is kept)',
      integerArgument('run', 1),
    )
    .option('--sendable', 'without names of folders, to be sent to someone');
  withJson(command).action((given: string, run: number | undefined, options: Options) => {
    const file = userPath(given);
    const study = openStudy(file, 'read');
    try {
      const logs = new RunLogs({ file: study.file, createdAt: study.info().createdAt });
      if (run === undefined) {
        const kept = study.runs().filter(({ id }) => logs.has(id));
        if (options.json) printJson(kept.map(({ id, state, reason }) => ({ run: id, state, reason })));
        else print(listOf(kept, given));
        return;
      }
      const text = logs.read(run);
      if (text === null) {
        const has = study.runs().some(({ id }) => id === run);
        throw new UsageError(
          has
            ? `No output of run ${run} is kept beside ${shownPath(file)}: it is kept when a command that trains a run has ended.`
            : `run is ${run}; ${shownPath(file)} has no such run.`,
        );
      }
      const shown = options.sendable ? sendable(text) : text;
      if (options.json) printJson({ run, text: shown });
      else print(shown.replaceAll(/\r\n?/g, '\n').replaceAll('\t', '    ').trimEnd());
    } finally {
      study.close();
    }
  });
}

function listOf(runs: readonly RunRow[], file: string): string {
  if (runs.length === 0) return 'No output is kept beside this study.';
  const width = String(runs.at(-1)!.id).length;
  return [
    ...runs.map(
      ({ id, state, reason }) =>
        `${String(id).padStart(width)}  ${state}${reason === null ? '' : `: ${plainText(reason)}`}`,
    ),
    `Show one with "precipice log ${file} RUN".`,
  ].join('\n');
}
