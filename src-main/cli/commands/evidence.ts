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
import { wordsOf } from '../../report/language/language.ts';
import { SUITE_WORDS } from '../../report/language/suite-words.ts';
import { readSuite, studyNamesOf, suiteFile } from '../../report/evidence/read-suite.ts';
import { suiteLines, suitePage } from '../../report/evidence/suite-page.ts';
import { trainSuite, type SuiteTask } from '../../sweep/suite.ts';
import { onInterrupt } from '../interrupt.ts';
import { print, printJson, say } from '../output.ts';
import { quotedPath, shownPath, userPath } from '../paths.ts';
import { duration, progressLine } from '../progress.ts';
import { withJson, withLanguage, type JsonOption, type LanguageOption } from '../settings.ts';
import { integerArgument, UsageError } from '../usage.ts';
import { checkOut, writeOut } from '../write-out.ts';

interface Options extends JsonOption, LanguageOption {
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
  withJson(withLanguage(command)).action(run);
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
  const words = wordsOf(options.language);
  const report = readSuite(folder, scale);
  if (out !== null) {
    writeOut(out, options.out!, new TextEncoder().encode(suitePage(report)));
    say(words.training.wrote(shownPath(out)));
  }
  const judged = report.judged.filter(({ effect }) => wanted.includes(effect));
  if (options.json) printJson({ ...report, judged });
  else print(suiteLines(report, judged, words).join('\n'));
}

function folderOf(given: string | undefined): string {
  if (given !== undefined) return userPath(given);
  const library = libraryFolder();
  if (library === null)
    throw new UsageError('This user has no home folder; name a folder for the studies by --folder.');
  return suiteFolder(library);
}

/** Sets the exit code: 1 where something is left to train. */
async function train(tasks: readonly SuiteTask[], { device, threads, language }: Options): Promise<void> {
  const words = wordsOf(language);
  const text = SUITE_WORDS[language];
  const count = (value: number) => Math.round(value).toLocaleString('en');
  const line = progressLine(process.stderr, words);
  const tell = (text: string) => {
    line.end();
    say(text);
  };
  const interrupt = onInterrupt(() => tell(words.training.stopping));
  try {
    const { runs, laneSteps } = workOf(
      tasks.map(({ spec }) => spec),
      0,
    );
    tell(text.toTrain(tasks.length, runs, count(laneSteps), quotedPath(path.dirname(tasks[0]!.file))));
    const { outcome, session, failure } = await trainSuite(tasks, device, threads ?? null, {
      signal: interrupt.signal,
      onStudy: ({ name }, place, own) => tell(text.study(place, tasks.length, name, own)),
      onProgress: ({ sweep, secondsLeft, place, of }) =>
        line.show(
          sweep,
          secondsLeft === null || place === of
            ? null
            : words.training.progress.timeLeftInAll(duration(secondsLeft, words)),
        ),
    });
    line.end();
    const { laneSteps: done, seconds } = session;
    if (seconds > 0) say(text.session(count(done), duration(seconds, words), Math.round(done / seconds)));
    if (outcome === 'broken') say(words.training.broken(String(failure)));
    if (outcome !== 'done') {
      say(text.rest);
      process.exitCode = 1;
    }
  } finally {
    interrupt.dispose();
    line.end();
  }
}
