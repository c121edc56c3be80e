// Whether this machine, the library and the log are in order, as findings and as one text that can be sent to someone: without
// names of the user's folders. `precipice doctor` and the page's Help are both made of it.
import Database from 'better-sqlite3';
import { mkdtempSync, rmdirSync, statfsSync } from 'node:fs';
import { cpus, freemem, release, tmpdir, totalmem, type } from 'node:os';
import path from 'node:path';
import { logPlace, readLog } from '../diagnosis/log.ts';
import { sendable } from '../diagnosis/sendable.ts';
import { DEVICE_NAMES } from '../engine/device.ts';
import { startHost } from '../host/supervisor.ts';
import { checkHealth } from '../study/health.ts';
import { Library } from '../study/library.ts';
import { openStudy } from '../study/study.ts';
import { jobOf } from '../plan/plan.ts';
import { readPreset } from '../sweep/preset-files.ts';
import { precipiceVersion } from '../sweep/runner.ts';
import { parseSpec } from '../spec/spec.ts';
import { corpusOf, MOBY_DICK, readText } from '../sweep/text-source.ts';
import type { Diagnosis, Finding } from '../contract/contract.ts';
import { rowValuesOf } from '../spec/spec.ts';

/** Bytes that a sweep may need for curves and checkpoints. */
const LEAST_FREE = 1e9;
/** Lines of the log that are told. */
const LOG_LINES = 100;

/** `file` is a study to be checked as well. Never throws: what cannot be found out is a finding. */
export async function diagnose(libraryFolder: string, file?: string): Promise<Diagnosis> {
  const devices = await checkDevices();
  // After the devices, for their hosts write to it as well.
  const { findings: ofLog, last } = checkLog();
  const findings = [
    ...versions(),
    ...devices,
    ...(await checkLibrary(libraryFolder)),
    ...checkTemporary(),
    ...ofLog,
    ...(file === undefined ? [] : checkHealth(file)),
  ].map(({ what, found, isWrong }) => ({ what: sendable(what), found: sendable(found), isWrong }));
  const log = sendable(last);
  const text = [
    `Diagnostics of ${new Date().toISOString()}`,
    findingsTable(findings),
    'The end of the log',
    log,
  ];
  return { findings, log, text: `${text.join('\n\n')}\n` };
}

/** One line a finding; what is wrong begins with an exclamation mark. */
export function findingsTable(findings: readonly Finding[]): string {
  const width = Math.max(...findings.map(({ what }) => what.length));
  return findings
    .map(({ what, found, isWrong }) => `${isWrong ? '!' : ' '} ${what.padEnd(width)}  ${found}`)
    .join('\n');
}

function fine(what: string, found: string): Finding {
  return { what, found, isWrong: false };
}

function wrong(what: string, error: unknown): Finding {
  return { what, found: error instanceof Error ? error.message : String(error), isWrong: true };
}

function versions(): Finding[] {
  const { node, electron, chrome } = process.versions;
  const database = new Database(':memory:');
  const sqlite = database.prepare('SELECT sqlite_version()').pluck().get() as string;
  database.close();
  const [cpu] = cpus();
  return [
    fine('Precipice', precipiceVersion()),
    fine('Runs on', electron ? `Electron ${electron}, Chromium ${chrome}, Node ${node}` : `Node ${node}`),
    fine('SQLite', sqlite),
    fine('System', `${type()} ${release()}, ${process.arch}`),
    fine('Processor', `${cpus().length} × ${cpu?.model.trim() || 'of unknown kind'}`),
    fine('Memory', `${gigabytes(totalmem())}, ${gigabytes(freemem())} free`),
  ];
}

/** Each in a host of its own, for a driver may break its process. A device that is missing is no fault: one is enough. */
function checkDevices(): Promise<Finding[]> {
  const spec = parseSpec(readPreset('quick'));
  const corpus = corpusOf(readText(MOBY_DICK), spec);
  const trial = jobOf(spec, { recipe: spec.baseline, rowValue: rowValuesOf(spec)[0]!, runs: [] });
  return Promise.all(
    DEVICE_NAMES.map(async (device) => {
      try {
        const host = await startHost({ device, threads: null, corpus, trial });
        await host.close();
        return fine(`Device ${device}`, host.opened.description.summary);
      } catch (error) {
        const reason = (error as Error).message.replace(`Device ${device} is not available: `, '');
        return fine(`Device ${device}`, `not there: ${reason}`);
      }
    }),
  );
}

async function checkLibrary(folder: string): Promise<Finding[]> {
  let listing: Awaited<ReturnType<Library['list']>>;
  try {
    listing = await new Library(folder, []).list();
    tryToWrite(folder);
  } catch (error) {
    return [wrong('Library', error)];
  }
  const { bavail, bsize } = statfsSync(folder);
  const free = bavail * bsize;
  const lost = listing.lost.map(({ problem }): Finding => ({ what: 'Study', found: problem, isWrong: true }));
  const broken = listing.files.flatMap(({ file }) => {
    try {
      openStudy(file, 'read').close();
      return [];
    } catch (error) {
      return [wrong('Study', error)];
    }
  });
  const studies = listing.files.length + lost.length;
  const unread = broken.length + lost.length;
  return [
    fine('Library', `${studies} studies${unread > 0 ? `, ${unread} of them cannot be read` : ''}`),
    { what: 'Disk of the library', found: `${gigabytes(free)} free`, isWrong: free < LEAST_FREE },
    ...broken,
    ...lost,
  ];
}

/** Studies of an older version are read from a copy there. */
function checkTemporary(): Finding[] {
  try {
    tryToWrite(tmpdir());
    return [fine('Temporary folder', 'can be written')];
  } catch (error) {
    return [wrong('Temporary folder', error)];
  }
}

/** @throws Error where no file can be made in the folder; rights alone do not tell on every system. */
function tryToWrite(folder: string): void {
  rmdirSync(mkdtempSync(path.join(folder, '.precipice-')));
}

function checkLog(): { readonly findings: Finding[]; readonly last: string } {
  try {
    const { files, bytes, last } = readLog(LOG_LINES);
    const found = `${files} files, ${(bytes / 1e6).toFixed(1)} MB, in ${logPlace()}`;
    return { findings: [fine('Log', found)], last };
  } catch (error) {
    return { findings: [wrong('Log', error)], last: '' };
  }
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toPrecision(3)} GB`;
}
