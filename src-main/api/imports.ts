// Imports as the faces ask for them: of a folder or a file of this machine by its path, or of files that a browser sends. One is read at
// a time, in a process of its own, and what is under way can be cancelled.
import { realpathSync } from 'node:fs';
import path from 'node:path';
import type { ApiEvent, ParsedInputOf, UploadedPlace } from '../contract/contract.ts';
import { homeFolder } from '../installation/home-folder.ts';
import { partialFile, removeStudyFile } from '../study/companions.ts';
import type { ImportPreview } from '../study/import/preview.ts';
import type { RefreshSummary } from '../study/import/refresh.ts';
import type { OnImportProgress } from '../study/import/progress.ts';
import { ApiError } from './errors.ts';
import { ReaderPool } from './reader-pool.ts';
import { Uploads } from './uploads.ts';

export class Imports {
  /** Of its own, because a table of a million rows, or a folder of ten thousand runs, takes many seconds. */
  readonly #reader = new ReaderPool({ processes: 1, waiting: 16, seconds: 600 });
  readonly #uploads = new Uploads();
  /** By place: what is being shown of it, which another look at it makes needless, and what is being made of it. */
  readonly #previews = new Map<string, AbortController>();
  readonly #made = new Map<string, AbortController>();
  readonly #emit: (event: ApiEvent) => void;

  constructor(emit: (event: ApiEvent) => void) {
    this.#emit = emit;
  }

  upload({ into, files }: ParsedInputOf<'import.upload'>): UploadedPlace {
    return this.#uploads.add(into, files);
  }

  /** @throws ApiError. */
  async preview({ place, mapping }: ParsedInputOf<'import.preview'>): Promise<ImportPreview> {
    const full = fullPath(place);
    this.#previews.get(place)?.abort(new ApiError('busy', 'A newer look at this place took its place.'));
    const shown = new AbortController();
    this.#previews.set(place, shown);
    try {
      const input = { mapping, hasCompanions: !this.#uploads.holds(full) };
      return await this.#reader.read('preview', full, input, this.#means(place, shown));
    } finally {
      if (this.#previews.get(place) === shown) this.#previews.delete(place);
    }
  }

  /** Makes the study that `fileFor` names by the name of the place, and returns it. @throws ApiError. */
  async create(
    { place, mapping }: ParsedInputOf<'import.create'>,
    fileFor: (name: string) => string,
  ): Promise<string> {
    const full = fullPath(place);
    const file = fileFor(path.parse(full).name);
    const made = new AbortController();
    this.#made.set(place, made);
    try {
      const input = { file, mapping, hasCompanions: !this.#uploads.holds(full) };
      await this.#reader.read('import', full, input, this.#means(place, made));
      return file;
    } catch (error) {
      // Its process may have been ended in the middle of it.
      if (made.signal.aborted) removeStudyFile(partialFile(file));
      throw error;
    } finally {
      if (this.#made.get(place) === made) this.#made.delete(place);
    }
  }

  /** Reads again what a study was imported from; it goes by its number, as a place does. @throws ApiError. */
  async refresh(id: string, file: string): Promise<RefreshSummary> {
    const begun = new AbortController();
    this.#made.set(id, begun);
    try {
      return await this.#reader.read('refresh', file, undefined, this.#means(id, begun));
    } catch (error) {
      if (begun.signal.aborted) removeStudyFile(partialFile(realpathSync(file)));
      throw error;
    } finally {
      if (this.#made.get(id) === begun) this.#made.delete(id);
    }
  }

  cancel(place: string): void {
    const reason = new ApiError('busy', 'It was cancelled.');
    for (const begun of [this.#previews, this.#made]) begun.get(place)?.abort(reason);
  }

  close(): void {
    this.#reader.close();
    this.#uploads.close();
  }

  #means(place: string, { signal }: AbortController) {
    const onProgress: OnImportProgress = (stage, share) =>
      this.#emit({ kind: 'import-progress', place, stage, share });
    return { signal, onProgress };
  }
}

/** As a person types it. @throws ApiError. */
function fullPath(place: string): string {
  const typed = place.trim();
  const home = /^~(?=$|[/\\])/.test(typed) ? homeFolder() : null;
  const full = home === null ? typed : path.join(home, typed.slice(1));
  if (path.isAbsolute(full)) return path.normalize(full);
  throw new ApiError('bad-request', `"${typed}" is no full path; it must begin at the root, or with ~/.`);
}
