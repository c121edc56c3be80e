// Imports as the faces ask for them: of folders and files of this machine by their paths, or of files that a browser sends. One is read at
// a time, in a process of its own, and what is under way can be cancelled.
import { realpathSync } from 'node:fs';
import path from 'node:path';
import type { ApiEvent, ParsedInputOf, UploadedPlace } from '../contract/contract.ts';
import { homeFolder } from '../installation/home-folder.ts';
import type { Growth } from '../records/growth.ts';
import { partialFile, removeStudyFile } from '../study/companions.ts';
import type { ImportLook } from '../study/import/look.ts';
import type { RefreshSummary } from '../study/import/refresh.ts';
import type { OnImportProgress } from '../study/import/progress.ts';
import { ApiError } from './errors.ts';
import type { NamedPlace } from './kept-place.ts';
import { ReaderPool } from './reader-pool.ts';
import { Uploads } from './uploads.ts';

interface Means {
  readonly signal: AbortSignal;
  readonly onProgress: OnImportProgress;
}

export class Imports {
  /** Of its own, because a table of a million rows, or a folder of ten thousand runs, takes many seconds. */
  readonly #reader = new ReaderPool({ processes: 1, waiting: 16, seconds: 600 });
  readonly #uploads = new Uploads();
  /** By what the faces call the work: what is being shown, which another look makes needless, and what is being made. */
  readonly #previews = new Map<string, AbortController>();
  readonly #made = new Map<string, AbortController>();
  readonly #emit: (event: ApiEvent) => void;

  constructor(emit: (event: ApiEvent) => void) {
    this.#emit = emit;
  }

  upload({ into, files }: ParsedInputOf<'import.upload'>): UploadedPlace {
    return this.#uploads.add(into, files);
  }

  /** `into`: the file of the study that they would be added to. @throws ApiError. */
  async preview(
    { work, inputs, lead }: Omit<ParsedInputOf<'import.preview'>, 'into'>,
    into: string | null,
  ): Promise<ImportLook> {
    if (lead !== null && lead.number >= inputs.length)
      throw new ApiError('bad-request', `lead.number is ${lead.number}; it must be the number of an input.`);
    this.#previews.get(work)?.abort(new ApiError('busy', 'A newer look at these inputs took its place.'));
    const shown = new AbortController();
    this.#previews.set(work, shown);
    try {
      const looking = { inputs: this.#named(inputs), lead, into };
      return await this.#reader.read('preview', work, looking, this.#means(work, shown));
    } finally {
      if (this.#previews.get(work) === shown) this.#previews.delete(work);
    }
  }

  /** Makes the study that `fileFor` names by the name of the first input, and returns it. @throws ApiError. */
  async create(
    { work, inputs }: ParsedInputOf<'import.create'>,
    fileFor: (name: string) => string,
  ): Promise<string> {
    const file = fileFor(path.parse(inputs[0]!.place.trim()).name);
    await this.#making(work, file, (means) =>
      this.#reader.read('import', file, { inputs: this.#named(inputs) }, means),
    );
    return file;
  }

  /** @throws ApiError; the study is then as it was. */
  grow({ work, inputs }: ParsedInputOf<'import.grow'>, file: string): Promise<Growth> {
    return this.#making(work, realpathSync(file), (means) =>
      this.#reader.read('grow', file, { inputs: this.#named(inputs) }, means),
    );
  }

  /** Reads again what a study was imported from; it goes by its number. @throws ApiError. */
  refresh(id: string, file: string): Promise<RefreshSummary> {
    return this.#making(id, realpathSync(file), (means) =>
      this.#reader.read('refresh', file, undefined, means),
    );
  }

  cancel(work: string): void {
    const reason = new ApiError('busy', 'It was cancelled.');
    for (const begun of [this.#previews, this.#made]) begun.get(work)?.abort(reason);
  }

  close(): void {
    this.#reader.close();
    this.#uploads.close();
  }

  async #making<Result>(
    work: string,
    file: string,
    make: (means: Means) => Promise<Result>,
  ): Promise<Result> {
    const begun = new AbortController();
    this.#made.set(work, begun);
    try {
      return await make(this.#means(work, begun));
    } catch (error) {
      // Its process may have been ended in the middle of it.
      if (begun.signal.aborted) removeStudyFile(partialFile(file));
      throw error;
    } finally {
      if (this.#made.get(work) === begun) this.#made.delete(work);
    }
  }

  #named<Input extends { readonly place: string }>(inputs: readonly Input[]): (Input & NamedPlace)[] {
    return inputs.map((input) => {
      const full = fullPath(input.place);
      const isGone = full !== null && this.#uploads.hasForgotten(full);
      return {
        ...input,
        full: isGone ? null : full,
        complaint:
          full === null
            ? `"${input.place.trim()}" is no full path; it must begin at the root, or with ~/.`
            : isGone
              ? 'The files that were sent are gone; choose them again.'
              : null,
        hasCompanions: full === null || !this.#uploads.holds(full),
      };
    });
  }

  #means(work: string, { signal }: AbortController): Means {
    const onProgress: OnImportProgress = (stage, share) =>
      this.#emit({ kind: 'import-progress', work, stage, share });
    return { signal, onProgress };
  }
}

/** As a person types it; null: it is none. */
function fullPath(place: string): string | null {
  const typed = place.trim();
  const home = /^~(?=$|[/\\])/.test(typed) ? homeFolder() : null;
  const full = home === null ? typed : path.join(home, typed.slice(1));
  return path.isAbsolute(full) ? path.normalize(full) : null;
}
