// `precipice evidence`: published effects put to a test on this machine, each in a small study that is kept, and what came of them.
import path from 'node:path';
import { Option, type Command } from 'commander';
import { DEVICE_NAMES } from '../../engine/device.ts';
import type { Effect } from '../../evidence/effect.ts';
import { EFFECT_NAMES, EFFECTS } from '../../evidence/effects.ts';
import { specOfStudy } from '../../evidence/studies.ts';
import { workOf } from '../../evidence/work.ts';
import type { DeviceChoice } from '../../host/protocol.ts';
import { libraryFolder } from '../../installation/library-folder.ts';
import { suiteFolder } from '../../installation/suite-folder.ts';
import { plural } from '../../report/language/en/plural.ts';
import { readSuite, studyNamesOf, suiteFile } from '../../report/evidence/read-suite.ts';
import { suiteLines, suitePage } from '../../report/evidence/suite-page.ts';
import { trainSuite, type SuiteTask } from '../../sweep/suite.ts';
import { onInterrupt } from '../interrupt.ts';
import { print, printJson, say } from '../output.ts';
import { quotedPath, shownPath, userPath } from '../paths.ts';
import { duration, progressLine } from '../progress.ts';
import { withJson, type JsonOption } from '../settings.ts';
import { integerArgument, UsageError } from '../usage.ts';
import { checkOut, writeOut } from '../write-out.ts';

interface Options extends JsonOption {
  readonly quick?: boolean;
  readonly only?: readonly Effect[];
  readonly folder?: string;
  readonly device: DeviceChoice;
  readonly threads?: number;
  readonly train: boolean;
  readonly out?: string;
}

export function registerEvidence(cli: Command): void {
  const command = cli
    .command('evidence')
    .description(
      'train a small study for each of a list of published effects, and say which of them appear here',
    )
    .option('--quick', 'few seeds, few steps, a small model: minutes instead of hours')
    .addOption(
      new Option('--only <names>', `effects, separated by commas: ${EFFECT_NAMES.join(', ')}`).argParser(
        effectsArgument,
      ),
    )
    .option('--folder <folder>', 'where the studies are kept (default: evidence in the library)')
    .addOption(
      new Option('--device <name>', 'where to train').choices(['auto', ...DEVICE_NAMES]).default('auto'),
    )
    .option('--threads <n>', 'threads of the device (default: all)', integerArgument('--threads', 1))
    .option('--no-train', 'say what the studies that are there show, and train nothing')
    .option('--out <file>', 'write the whole page (.md) to this file');
  withJson(command).action(run);
}

function effectsArgument(text: string): Effect[] {
  const names = text.split(',').map((name) => name.trim());
  return names.map((name) => {
    const effect = EFFECTS.find((known) => known.name === name);
    if (effect) return effect;
    throw new UsageError(
      `--only is "${text}"; there is no effect "${name}", there are ${EFFECT_NAMES.join(', ')}.`,
    );
  });
}

async function run(options: Options): Promise<void> {
  const scale = options.quick === true ? 'quick' : 'full';
  const out = options.out === undefined ? null : userPath(options.out);
  if (out !== null && path.extname(out).toLowerCase() !== '.md')
    throw new UsageError(`--out is "${options.out}"; its name must end in .md.`);
  if (out !== null) checkOut(out, options.out!);
  const folder = folderOf(options.folder);
  const wanted = options.only ?? EFFECTS;
  if (options.train) {
    const tasks = studyNamesOf(wanted).map((name) => ({
      name,
      file: suiteFile(folder, scale, name),
      spec: specOfStudy(name, scale),
    }));
    await train(tasks, options);
  }
  const report = readSuite(folder, scale);
  if (out !== null) {
    writeOut(out, options.out!, new TextEncoder().encode(suitePage(report)));
    say(`Wrote ${shownPath(out)}.`);
  }
  const judged = report.judged.filter(({ effect }) => wanted.includes(effect));
  if (options.json) printJson({ ...report, judged });
  else print(suiteLines(report, judged).join('\n'));
}

function folderOf(given: string | undefined): string {
  if (given !== undefined) return userPath(given);
  const library = libraryFolder();
  if (library === null)
    throw new UsageError('This user has no home folder; name a folder for the studies by --folder.');
  return suiteFolder(library);
}

/** Sets the exit code: 1 where something is left to train. */
async function train(tasks: readonly SuiteTask[], { device, threads }: Options): Promise<void> {
  const line = progressLine(process.stderr);
  const tell = (text: string) => {
    line.end();
    say(text);
  };
  const interrupt = onInterrupt(() => tell('Stopping; press Ctrl-C again to exit at once.'));
  try {
    const { runs, laneSteps } = workOf(
      tasks.map(({ spec }) => spec),
      0,
    );
    const studies = tasks.length === 1 ? 'A study' : `${tasks.length} studies`;
    tell(
      `${studies} of ${plural(runs, 'run')} and ${laneSteps.toLocaleString('en')} lane-steps, in ${quotedPath(path.dirname(tasks[0]!.file))}.`,
    );
    const { outcome, session, failure } = await trainSuite(tasks, device, threads ?? null, {
      signal: interrupt.signal,
      onStudy: ({ name }, place, runs) =>
        tell(`Study ${place} of ${tasks.length}, ${name}: ${plural(runs, 'run')} to train.`),
      onProgress: ({ sweep, secondsLeft, place, of }) =>
        line.show(
          sweep,
          secondsLeft === null || place === of ? null : `${duration(secondsLeft)} left in all`,
        ),
    });
    line.end();
    if (session.seconds > 0)
      say(
        `Trained ${Math.round(session.laneSteps).toLocaleString('en')} lane-steps in ${duration(session.seconds)}, ${Math.round(session.laneSteps / session.seconds)} per second.`,
      );
    if (outcome === 'broken') say(`Stopped, because the device keeps breaking: ${failure}`);
    if (outcome !== 'done') {
      say('What is left is trained when the same command is given again.');
      process.exitCode = 1;
    }
  } finally {
    interrupt.dispose();
    line.end();
  }
}
