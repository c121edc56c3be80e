// Puts the core together: the library, the sweeps and the router over them. A face makes one of these and carries its calls
// and events; everything a face can do stands in `implementation`.
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { COST_INPUT_NAMES, rangeProblem } from '../analysis/decision/inputs.ts';
import { exportStudy } from '../report/export-study.ts';
import { printByChromium, type PdfPrinter } from '../report/pdf.ts';
import { importStudy } from '../study/import/create.ts';
import { previewImport } from '../study/import/preview.ts';
import { Library, type LibraryFile } from '../study/library.ts';
import { hasPrograms, programRuns } from '../study/program-runs.ts';
import { openStudy, type Study } from '../study/study.ts';
import { presetNames, readPreset } from '../sweep/preset-files.ts';
import { precipiceVersion } from '../sweep/session.ts';
import { parseSpec } from '../sweep/spec.ts';
import { parseAnySpec } from '../sweep/spec-trainer.ts';
import { brokenCard, readCard } from './cards.ts';
import { LARGEST_UPLOAD, type ApiEvent, type StudyCard } from './contract.ts';
import { ApiError } from './errors.ts';
import { estimateSpec } from './estimate.ts';
import { createRouter, type Implementation, type Router } from './router.ts';
import { StudyViews } from './study-view.ts';
import { Sweeps } from './sweeps.ts';

export interface CoreSettings {
  readonly libraryFolder: string;
  /** Shows a file in its folder; null where the face has no desktop. */
  readonly reveal: ((file: string) => void) | null;
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
}

const EXAMPLE = path.resolve(import.meta.dirname, '../../resources/example.precipice');

/** PRECIPICE_LIBRARY, or a folder Precipice in the home folder. */
export function defaultLibraryFolder(): string {
  return process.env.PRECIPICE_LIBRARY ?? path.join(homedir(), 'Precipice');
}

/** @throws StudyError where the library's folder cannot be made. */
export function createCore({
  libraryFolder,
  reveal,
  readOnly,
  runsCommands,
  printPdf = printByChromium,
}: CoreSettings): Core {
  const listeners = new Set<(event: ApiEvent) => void>();
  const emit = (event: ApiEvent) => listeners.forEach((listener) => listener(event));
  const library = new Library(libraryFolder, existsSync(EXAMPLE) ? EXAMPLE : null);
  const sweeps = new Sweeps(library, emit, runsCommands);
  const views = new StudyViews();

  const card = (entry: LibraryFile): StudyCard => {
    const activity = sweeps.activity(entry.id);
    return readCard(entry, activity, () => views.view(entry, activity).sentences);
  };
  const changed = (entry: LibraryFile): StudyCard => {
    emit({ kind: 'library-changed' });
    return card(entry);
  };
  function reading<T>(id: string, read: (study: Study) => T): T {
    const study = openStudy(library.find(id).file, 'read');
    try {
      return read(study);
    } finally {
      study.close();
    }
  }
  function mustBeIdle(id: string): void {
    if (sweeps.activity(id).kind !== 'idle')
      throw new ApiError('busy', 'This study is being trained; pause it first.');
  }

  const implementation: Implementation = {
    'app.facts': () => ({ version: precipiceVersion(), readOnly, canReveal: reveal !== null, runsCommands }),
    'library.list': () => {
      const studies: StudyCard[] = [];
      const broken = [];
      for (const entry of library.list()) {
        try {
          studies.push(card(entry));
        } catch (error) {
          broken.push(brokenCard(entry, error));
        }
      }
      return { folder: library.folder, studies, broken };
    },
    'library.add': ({ path: file }) => {
      openStudy(path.resolve(file), 'read').close();
      return changed(library.add(file));
    },
    'library.upload': ({ fileName, bytes }) => {
      if (bytes.length > LARGEST_UPLOAD) {
        throw new ApiError(
          'bad-request',
          `${fileName} has ${bytes.length} bytes; open files above ${LARGEST_UPLOAD} bytes by their path.`,
        );
      }
      const entry = library.store(fileName, bytes);
      try {
        return changed(entry);
      } catch (error) {
        library.remove(entry.id);
        const reason = error instanceof Error ? error.message.replace(entry.file, fileName) : String(error);
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
      library.remove(id);
      emit({ kind: 'library-changed' });
      return null;
    },
    'library.restore': ({ id }) => changed(library.restore(id)),
    'library.reveal': ({ id }) => {
      if (reveal === null)
        throw new ApiError('refused', 'Only the desktop app can show a file in its folder.');
      reveal(library.find(id).file);
      return null;
    },
    'spec.presets': () => presetNames().map((name) => ({ name, spec: parseSpec(readPreset(name)) })),
    'spec.estimate': ({ spec }) => {
      if (sweeps.busy)
        throw new ApiError('busy', 'The device is training; time is measured when it is free.');
      return estimateSpec(spec);
    },
    'import.preview': ({ fileName, bytes, mapping }) => previewImport(fileName, bytes, mapping),
    'import.create': ({ fileName, bytes, mapping }) => {
      const file = library.freePath(path.parse(fileName).name);
      importStudy(file, { fileName, bytes }, mapping);
      return changed(library.add(file));
    },
    'study.view': ({ id }) => views.view(library.find(id), sweeps.activity(id)),
    'study.spec': ({ id }) => reading(id, (study) => parseAnySpec(study.info().spec)),
    'study.runs': ({ id, sort, descending, offset, limit, ...filter }) =>
      reading(id, (study) => study.runPage(filter, { sort, descending, offset, limit })),
    'study.curves': ({ id, runIds, names }) =>
      reading(id, (study) =>
        runIds.map((runId) => {
          const curves = names.flatMap((name) => {
            const values = study.curve(runId, name);
            return values ? [[name, values] as const] : [];
          });
          return { runId, curves: Object.fromEntries(curves) };
        }),
      ),
    'study.sites': ({ id, runId }) => reading(id, (study) => study.siteStatistics(runId)),
    'study.programs': ({ id }) => reading(id, (study) => (hasPrograms(study) ? programRuns(study) : [])),
    'study.export': async ({ id, ...options }) => {
      if (options.decide) {
        const { inputs } = options.decide;
        const wrong = COST_INPUT_NAMES.map((name) => rangeProblem(name, inputs[name])).find(Boolean);
        if (wrong) throw new ApiError('bad-request', wrong);
      }
      const { file } = library.find(id);
      const { ending, mediaType, bytes } = await reading(id, (study) =>
        exportStudy(study, options, printPdf),
      );
      return { fileName: `${path.basename(file, '.precipice')}.${ending}`, mediaType, bytes };
    },
    'sweep.start': async ({ spec, device, allowed }) => changed(await sweeps.start(spec, device, allowed)),
    'sweep.resume': async ({ id, device, allowed }) => {
      await sweeps.resume(id, device, allowed);
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
    'sweep.retry': async ({ id, device, allowed }) => {
      await sweeps.resume(id, device, allowed, (study) => study.retryFailed());
      return null;
    },
  };
  const subscribe: Router['subscribe'] = (listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  return { router: createRouter(implementation, subscribe), sweeps, library, announce: emit };
}
