// Where the studies of this user are.
import path from 'node:path';
import { homeFolder } from './home-folder.ts';

/** PRECIPICE_LIBRARY, or a folder Precipice in the home folder; null where there is neither. */
export function libraryFolder(): string | null {
  const named = process.env.PRECIPICE_LIBRARY;
  if (named) return named;
  const home = homeFolder();
  return home === null ? null : path.join(home, 'Precipice');
}
