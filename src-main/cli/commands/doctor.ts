// `precipice doctor`: whether this machine and a study are in order, in lines that can be sent to someone: no names of
// folders in them but "~" for the home folder.
import { accessSync, constants, existsSync, mkdirSync, statfsSync } from 'node:fs';
import { homedir, totalmem } from 'node:os';
import type { Command } from 'commander';
import { defaultLibraryFolder } from '../../api/core.ts';
import { DEVICE_NAMES } from '../../engine/device.ts';
import { createDevice } from '../../host/devices.ts';
import { checkHealth } from '../../study/health.ts';
import { precipiceVersion } from '../../sweep/session.ts';
import { print, printJson } from '../output.ts';
import { quantity } from '../progress.ts';
import { userPath } from '../paths.ts';
import { withJson, type JsonOption } from '../settings.ts';

interface Finding {
  readonly what: string;
  readonly found: string;
  readonly isWrong: boolean;
}

/** Bytes that a sweep may need for curves and checkpoints. */
const LEAST_FREE = 1e9;

export function registerDoctor(program: Command): void {
  const command = program
    .command('doctor')
    .description('check this machine, the library and, if named, a study')
    .argument('[file]', 'a study file to check');
  withJson(command).action(doctor);
}

async function doctor(file: string | undefined, { json }: JsonOption): Promise<void> {
  const findings = [
    fine('Precipice', precipiceVersion()),
    fine(
      'Node',
      `${process.version}, ${process.platform} ${process.arch}, ${quantity(totalmem())}B of memory`,
    ),
    ...(await devices()),
    ...library(),
    ...(file === undefined ? [] : checkHealth(userPath(file))),
  ].map((finding) => ({ ...finding, found: redacted(finding.found) }));
  if (json) printJson({ findings });
  else {
    const width = Math.max(...findings.map(({ what }) => what.length));
    for (const { what, found, isWrong } of findings) {
      print(`${isWrong ? '!' : ' '} ${what.padEnd(width)}  ${found}`);
    }
  }
  if (findings.some(({ isWrong }) => isWrong)) process.exitCode = 1;
}

function fine(what: string, found: string): Finding {
  return { what, found, isWrong: false };
}

/** A device that is missing is no fault: one is enough. */
async function devices(): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const name of DEVICE_NAMES) {
    try {
      const device = await createDevice(name, { threads: null });
      findings.push(fine(`Device ${name}`, device.describe().summary));
      await device.close();
    } catch (error) {
      findings.push(fine(`Device ${name}`, `not there: ${(error as Error).message}`));
    }
  }
  return findings;
}

function library(): Finding[] {
  const folder = defaultLibraryFolder();
  try {
    if (!existsSync(folder)) mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
  } catch (error) {
    return [{ what: 'Library', found: `cannot be written: ${(error as Error).message}`, isWrong: true }];
  }
  const { bavail, bsize } = statfsSync(folder);
  const free = bavail * bsize;
  return [{ what: 'Library', found: `${folder}, ${quantity(free)}B free`, isWrong: free < LEAST_FREE }];
}

function redacted(text: string): string {
  return text.replaceAll(homedir(), '~');
}
