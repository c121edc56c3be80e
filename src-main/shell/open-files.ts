// Study files opened from outside: by double click, on the command line of a first or second start, from the menu.
import { dialog, type App, type BrowserWindow } from 'electron';
import path from 'node:path';
import type { Core } from '../api/core.ts';
import { STUDY_ENDING } from '../study/companions.ts';

/** The study files among the arguments of a start. */
export function studyFiles(args: readonly string[], folder: string): string[] {
  return args.filter((arg) => arg.endsWith(STUDY_ENDING)).map((arg) => path.resolve(folder, arg));
}

/** Adds the file to the library and asks the page to show it; a file that is none is said in a dialog. */
export function openStudyFile({ library, announce }: Core, app: App, file: string): void {
  try {
    const { id } = library.add(file);
    app.addRecentDocument(file);
    announce({ kind: 'library-changed' });
    announce({ kind: 'open-study', id });
  } catch (error) {
    dialog.showErrorBox('Precipice', error instanceof Error ? error.message : String(error));
  }
}

export interface OpenFiles {
  /** From now on files are opened by this; those that came early first. */
  readonly deliverTo: (handler: (file: string) => void) => void;
}

/** Listens for files from before the app is ready. */
export function setupOpenFiles(app: App, window: () => BrowserWindow | null): OpenFiles {
  const early: string[] = [];
  let open = (file: string): unknown => early.push(file);
  app.on('open-file', (event, file) => {
    event.preventDefault();
    open(file);
  });
  app.on('second-instance', (_event, args, folder) => {
    const shown = window();
    if (shown?.isMinimized()) shown.restore();
    shown?.focus();
    for (const file of studyFiles(args.slice(1), folder)) open(file);
  });
  return {
    deliverTo: (handler) => {
      open = handler;
      for (const file of early.splice(0)) handler(file);
    },
  };
}
