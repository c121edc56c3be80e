// `precipice doctor`: whether this machine, the library and a study are in order, in lines that can be sent to someone.
import type { Command } from 'commander';
import { defaultLibraryFolder } from '../../api/core.ts';
import { diagnose, findingsTable } from '../../api/diagnose.ts';
import { print, printJson } from '../output.ts';
import { userPath } from '../paths.ts';
import { withJson, type JsonOption } from '../settings.ts';

export function registerDoctor(cli: Command): void {
  const command = cli
    .command('doctor')
    .description('check this machine, the library and, if named, a study')
    .argument('[file]', 'a study file to check');
  withJson(command).action(doctor);
}

async function doctor(file: string | undefined, { json }: JsonOption): Promise<void> {
  const { findings, log } = await diagnose(
    defaultLibraryFolder(),
    file === undefined ? undefined : userPath(file),
  );
  if (json) printJson({ findings, log });
  else print(findingsTable(findings));
  if (findings.some(({ isWrong }) => isWrong)) process.exitCode = 1;
}
