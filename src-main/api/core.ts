// Puts the core together: the library, the sweeps and the router over them. A face makes one of these and carries its calls
// and events; everything a face can do stands in `implementation`.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { inputsProblem, type CostInputs } from '../analysis/decision/inputs.ts';
import { libraryFolder } from '../installation/library-folder.ts';
import { plainFile } from '../installation/plain-file.ts';
import { suiteFolder } from '../installation/suite-folder.ts';
import { printByChromium, type PdfPrinter } from '../report/pdf.ts';
import { exportProbe } from '../report/probe-export.ts';
import { Library, type LibraryFile, type LibraryItem } from '../study/library.ts';
import { StorageError } from '../study/study-error.ts';
import { openStudy, type Study } from '../study/study.ts';
import { isQueued, linesBeside } from '../sweep/conductor.ts';
import { hasSlurm } from '../sweep/executors/slurm/queue.ts';
import { presetNames, readPreset, readSizedPreset, sizedPresetNames } from '../sweep/preset-files.ts';
import { sizeHere } from '../sweep/size-here.ts';
import { specOfSize } from '../plan/sized-preset.ts';
import { precipiceVersion } from '../sweep/runner.ts';
import { parseSpec } from '../spec/spec.ts';
import { brokenCard, cardOf, lostCard } from './cards.ts';
import { LARGEST_UPLOAD, type ApiEvent, type Diagnosis, type StudyCard } from '../contract/contract.ts';
import { diagnose } from './diagnose.ts';
import { ApiError } from './errors.ts';
import { estimateSpec } from './estimate.ts';
import { Imports } from './imports.ts';
import { Measurements } from './measurements.ts';
import { Kept } from './kept.ts';
import { oneAtATime } from './one-at-a-time.ts';
import { Probes } from './probes.ts';
import { ReaderPool } from './reader-pool.ts';
import { createRouter, type Implementation, type Router } from './router.ts';
import { Sweeps } from './sweeps.ts';

export interface CoreSettings {
  readonly libraryFolder: string;
  /** Shows a file in its folder; null where the face has no desktop. */
  readonly reveal: ((file: string) => void) | null;
  /** Asks the user for a folder, null: none was chosen; without it the face has no desktop. */
  readonly chooseFolder?: (() => Promise<string | null>) | null;
  readonly readOnly: boolean;
  /** Whether it lets the command of a spec train its runs, once the user has allowed that command. */
  readonly runsCommands: boolean;
  /** How this face prints a page; by an installed Chromium where it cannot. */
  readonly printPdf?: PdfPrinter;
}

export interface Core {
  readonly router: Router;
  readonly sweeps: Sweeps;
  readonly library: Library;
  /** Tells the faces something that comes from outside the router. */
  readonly announce: (event: ApiEvent) => void;
  /** Gets ready for the first reading; without it that one takes a moment longer. */
  readonly warmUp: () => void;
  /** Ends the processes that read; sweeps are stopped by `sweeps.stopAll`. */
  readonly close: () => void;
}

/** A map over batch sizes, and a ladder of sizes. */
const EXAMPLES = ['example.precipice', 'example-ladder.precipice'].map((name) =>
  plainFile(path.resolve(import.meta.dirname, '../../resources', name)),
);

/**
 * Kept in memory. A listing asks for the card of every study, in the same order: with fewer kept than the library has, all of
 * them would be read again each time. A card has some 2 kB, a view up to megabytes, and few studies are open at once.
 */
const MOST_CARDS = 10_000;
const MOST_VIEWS = 64;
/** A Chromium each takes some 200 MB. */
const MOST_WAITING_PDFS = 16;

/** PRECIPICE_LIBRARY, or a folder Precipice in the home folder. @throws StorageError where there is neither. */
export function defaultLibraryFolder(): string {
  const folder = libraryFolder();
  if (folder === null) {
    throw new StorageError('This user has no home folder; name a folder for studies by PRECIPICE_LIBRARY.');
  }
  return folder;
}

/** @throws StorageError where the library's folder cannot be made. */
export function createCore({
  libraryFolder,
  reveal,
  chooseFolder = null,
  readOnly,
  runsCommands,
  printPdf = printByChromium,
}: CoreSettings): Core {
  const listeners = new Set<(event: ApiEvent) => void>();
  const emit = (event: ApiEvent) => listeners.forEach((listener) => listener(event));
  const library = new Library(libraryFolder, EXAMPLES.filter(existsSync));
  const sweeps = new Sweeps(library, emit, runsCommands);
  const measurements = new Measurements();
  /** Only while nothing is trained. */
  const measuring: Measurements['measure'] = (work, how) => {
    if (sweeps.busy) throw new ApiError('busy', 'The device is training; time is measured when it is free.');
    return measurements.measure(work, how);
  };
  const freeDevices = () => measurements.giveWay('A sweep took the devices.');
  let diagnosing: Promise<Diagnosis> | null = null;
  const reader = new ReaderPool({ processes: 3, waiting: 20_000, seconds: 120 });
  /** Of its own, because a report of a large study takes many seconds. */
  const exporter = new ReaderPool({ processes: 1, waiting: 16, seconds: 600 });
  const imports = new Imports(emit);
  const print = oneAtATime(printPdf, MOST_WAITING_PDFS);
  const contents = new Kept(MOST_CARDS, (file) => reader.read('card', file, undefined));
  const views = new Kept(MOST_VIEWS, (file) => reader.read('view', file, undefined));
  const summaries = new Kept(MOST_CARDS, async (file) =>
    reader.read('summary', file, (await views.of(file)).analysis),
  );
  const probes = new Probes(emit);

  const card = async (entry: LibraryFile): Promise<StudyCard> =>
    cardOf(entry, await contents.of(entry.file), summaries.known(entry.file), sweeps.activity(entry.id));
  const changed = async ({ id }: LibraryItem): Promise<StudyCard> => {
    emit({ kind: 'library-changed' });
    return card(await library.describe(id));
  };
  function reading<T>(id: string, read: (study: Study) => T): T {
    const study = openStudy(library.find(id).file, 'read');
    try {
      return read(study);
    } finally {
      study.close();
    }
  }
  /** The file of a study to which runs are added. @throws ApiError. */
  function changeable(id: string): string {
    const { file, isExample } = library.find(id);
    if (isExample) throw new ApiError('refused', 'The example study is not changed.');
    mustBeIdle(id);
    return file;
  }
  function mustBeIdle(id: string): void {
    if (sweeps.activity(id).kind !== 'idle')
      throw new ApiError('busy', 'This study is being trained; pause it first.');
  }

  const implementation: Implementation = {
    'app.facts': () => ({
      version: precipiceVersion(),
      readOnly,
      canReveal: reveal !== null,
      choosesFolders: chooseFolder !== null,
      runsCommands,
      hasSlurm: hasSlurm(),
    }),
    'app.diagnose': () =>
      (diagnosing ??= diagnose(library.folder).finally(() => {
        diagnosing = null;
      })),
    'library.list': async () => {
      const { files, lost } = await library.list();
      const cards = await Promise.allSettled(files.map(card));
      return {
        folder: library.folder,
        studies: cards.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : [])),
        broken: [
          ...cards.flatMap((result, index) =>
            result.status === 'rejected' ? [brokenCard(files[index]!, result.reason)] : [],
          ),
          ...lost.map(lostCard),
        ],
      };
    },
    'library.add': async ({ path: file }) => {
      const full = path.resolve(file);
      await reader.read('card', full, undefined);
      return changed(library.add(full));
    },
    'library.upload': async ({ fileName, bytes }) => {
      if (bytes.length > LARGEST_UPLOAD) {
        throw new ApiError(
          'bad-request',
          `${fileName} has ${bytes.length} bytes; open files above ${LARGEST_UPLOAD} bytes by their path.`,
        );
      }
      let seenAt = '';
      try {
        const entry = await library.receive(fileName, bytes, (file) => contents.of((seenAt = file)));
        return await changed(entry);
      } catch (error) {
        if (error instanceof StorageError) throw error;
        const reason = error instanceof Error ? error.message.replace(seenAt, fileName) : String(error);
        throw new ApiError('bad-request', reason);
      }
    },
    'library.rename': ({ id, name }) => {
      mustBeIdle(id);
      const study = sweeps.openToWrite(id);
      try {
        study.rename(name);
      } finally {
        study.close();
      }
      emit({ kind: 'study-changed', id });
      return changed(library.find(id));
    },
    'library.remove': ({ id }) => {
      mustBeIdle(id);
      if (isQueued(library.find(id).file) && reading(id, (study) => study.counts().planned) > 0) {
        throw new ApiError('busy', 'This study may have tasks in the queue of Slurm; cancel it first.');
      }
      const kept = library.remove(id);
      emit({ kind: 'library-changed' });
      return { kept };
    },
    'library.restore': ({ kept }) => {
      library.restore(kept);
      emit({ kind: 'library-changed' });
      return null;
    },
    'library.reveal': ({ id }) => {
      if (reveal === null)
        throw new ApiError('refused', 'Only the desktop app can show a file in its folder.');
      reveal(library.find(id).file);
      return null;
    },
    'spec.presets': () => [
      ...presetNames().map((name) => ({ name, spec: parseSpec(readPreset(name)), sizedFor: null })),
      ...sizedPresetNames().map((name) => {
        const preset = readSizedPreset(name)!;
        return { name, spec: specOfSize(preset, 0, preset.seeds.from), sizedFor: preset.seconds };
      }),
    ],
    'spec.size': async ({ preset: name, device }) => {
      const preset = readSizedPreset(name);
      if (preset === null) throw new ApiError('bad-request', `There is no preset "${name}" to be sized.`);
      return measuring((signal) => sizeHere(preset, { device, threads: null, signal }), { givesWay: false });
    },
    'spec.estimate': ({ spec }) => measuring((signal) => estimateSpec(spec, { signal }), { givesWay: true }),
    'evidence.report': ({ scale }) => reader.read('suite', suiteFolder(library.folder), scale),
    'import.chooseFolder': () => {
      if (chooseFolder === null) throw new ApiError('bad-request', 'This face cannot ask for a folder.');
      return chooseFolder();
    },
    'import.upload': (files) => imports.upload(files),
    'import.preview': ({ into, ...look }) =>
      imports.preview(look, into === null ? null : library.find(into).file),
    'import.create': async (given) =>
      changed(library.add(await imports.create(given, (name) => library.freePath(name)))),
    'import.grow': async (given) => {
      const growth = await imports.grow(given, changeable(given.id));
      emit({ kind: 'study-changed', id: given.id });
      return growth;
    },
    'import.refresh': async ({ id }) => {
      const file = changeable(id);
      const summary = await imports.refresh(id, file);
      emit({ kind: 'study-changed', id });
      return summary;
    },
    'import.cancel': ({ work }) => {
      imports.cancel(work);
      return null;
    },
    'study.view': async ({ id }) => {
      const { file, isExample } = library.find(id);
      const judged = await views.of(file);
      return {
        id,
        path: file,
        isExample,
        isQueued: isQueued(file),
        taskLines: linesBeside(file),
        activity: sweeps.activity(id),
        ...judged,
      };
    },
    'study.summary': async ({ id }) => {
      const { file } = library.find(id);
      const isNew = summaries.known(file) === null;
      const summary = await summaries.of(file);
      // The card of a study that is too large to be judged in passing tells it from now on.
      if (isNew) emit({ kind: 'library-changed' });
      return summary;
    },
    'study.spec': ({ id }) => reader.read('spec', library.find(id).file, undefined),
    'study.runs': ({ id, sort, descending, offset, limit, ...filter }) =>
      reader.read('runs', library.find(id).file, { filter, order: { sort, descending, offset, limit } }),
    'study.curves': ({ id, range, ...filter }) =>
      reader.read('curves', library.find(id).file, { filter, range }),
    'study.activations': ({ id, runId }) => reader.read('activations', library.find(id).file, runId),
    'study.sites': ({ id, runId }) => reader.read('sites', library.find(id).file, runId),
    'study.log': ({ id, runId }) => reader.read('log', library.find(id).file, runId),
    'trainer.try': (trial) => reader.read('tryLog', 'pasted lines', trial),
    'study.ladder': ({ id }) => reader.read('ladder', library.find(id).file, undefined),
    'study.targetBasis': ({ id }) => reader.read('targetBasis', library.find(id).file, undefined),
    'study.programs': ({ id }) => reader.read('programs', library.find(id).file, undefined),
    'study.export': async ({ id, ...options }) => {
      if (options.decide) {
        const wrong = inputsProblem(options.decide.inputs as CostInputs);
        if (wrong) throw new ApiError('bad-request', wrong);
      }
      const { file } = library.find(id);
      const { ending, mediaType, bytes: made } = await exporter.read('export', file, options);
      const bytes = options.format === 'pdf' ? await print(new TextDecoder().decode(made)) : made;
      return { fileName: `${path.basename(file, '.precipice')}.${ending}`, mediaType, bytes };
    },
    'compare.export': async ({ ids, ...options }) => {
      const [first, ...beside] = ids.map((id) => library.find(id).file);
      const made = await exporter.read('comparison', first!, { beside, ...options });
      const bytes = options.format === 'pdf' ? await print(new TextDecoder().decode(made.bytes)) : made.bytes;
      return { fileName: `comparison.${made.ending}`, mediaType: made.mediaType, bytes };
    },
    'probe.state': ({ id }) => probes.state(library.find(id).id),
    'probe.start': ({ id, ...request }) => {
      if (sweeps.busy) throw new ApiError('busy', 'The device is training; probe when it is free.');
      reading(id, (study) => probes.start(id, study, request));
      return null;
    },
    'probe.cancel': ({ id }) => {
      probes.cancel(id);
      return null;
    },
    'probe.export': ({ id, ...options }) => {
      const { ending, mediaType, bytes } = exportProbe(probes.result(id), options);
      const { file } = library.find(id);
      return { fileName: `${path.basename(file, '.precipice')}.${ending}`, mediaType, bytes };
    },
    'sweep.start': async ({ spec, device, devices, slurm, allowed }) => {
      await freeDevices();
      return changed(await sweeps.start(spec, { device, devices }, slurm, allowed));
    },
    'sweep.resume': async ({ id, device, devices, ...permitted }) => {
      await freeDevices();
      await sweeps.goOn(id, 'resume', { device, devices }, permitted);
      return null;
    },
    'sweep.pause': async ({ id }) => {
      await sweeps.pause(id);
      return null;
    },
    'sweep.cancel': async ({ id }) => {
      await sweeps.cancel(id);
      return null;
    },
    'sweep.retry': async ({ id, device, devices, ...permitted }) => {
      await freeDevices();
      await sweeps.goOn(id, 'retry', { device, devices }, permitted);
      return null;
    },
  };
  const subscribe: Router['subscribe'] = (listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  return {
    router: createRouter(implementation, subscribe),
    sweeps,
    library,
    announce: emit,
    warmUp: () => reader.start(),
    close: () => {
      void measurements.giveWay('The program ends.');
      reader.close();
      exporter.close();
      imports.close();
    },
  };
}
