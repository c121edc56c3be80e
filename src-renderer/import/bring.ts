// How what was chosen or dropped becomes inputs of an import: by its path where the desktop knows it, else sent to the core.
import type { Client } from '../client/client.ts';
import type { PageWords } from '../words/words.ts';
import { filesOfDrop, inputFiles, setsOfDrop, type ChosenFile, type Dropped } from './chosen.ts';
import { upload } from './upload.ts';

export interface NewInput {
  readonly place: string;
  /** Of files that were chosen together and are read as one folder: where each of them lies; else empty. */
  readonly parts: readonly string[];
}

export interface Bringing {
  readonly client: Client;
  readonly words: PageWords['importing'];
  /** Told how far it is; true from it leaves off. */
  readonly onWay: (progress: string) => boolean;
}

/** null: it was left off. */
export async function bringFiles(
  files: readonly ChosenFile[],
  { client, words, onWay }: Bringing,
): Promise<NewInput | null> {
  const inputs = inputFiles(files);
  const ownPlace = (file: ChosenFile) => client.pathOf(file.file);
  const [one, ...more] = inputs;
  const known = one && more.length === 0 ? ownPlace(one) : null;
  if (known !== null) return { place: known, parts: [] };
  const place = await upload(client, files, (sent) => onWay(words.taking(sent, files.length)));
  if (place === null) return null;
  const isTogether = inputs.length > 1 && inputs.every(({ path }) => !path.includes('/'));
  const parts = isTogether ? inputs.map((file) => ownPlace(file) ?? `${place}/${file.path}`) : [];
  return { place, parts };
}

/** Every folder of the drop is an input, and so are its files together. Empty: it was left off. */
export async function bringDrop(dropped: Dropped, bringing: Bringing): Promise<readonly NewInput[]> {
  const { client, words, onWay } = bringing;
  const inputs: NewInput[] = [];
  for (const set of setsOfDrop(dropped)) {
    const [one, ...more] = set.files;
    const known = one && more.length === 0 ? client.pathOf(one) : null;
    if (known !== null) {
      inputs.push({ place: known, parts: [] });
      continue;
    }
    const files = await filesOfDrop(set, (found) => onWay(words.found(found)));
    if (onWay(words.found(files.length))) return [];
    const input = files.length === 0 ? null : await bringFiles(files, bringing);
    if (input !== null) inputs.push(input);
  }
  return inputs;
}
