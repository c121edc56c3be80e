// Where `precipice evidence` keeps its studies: within the library, and not among the user's own.
import path from 'node:path';

export function suiteFolder(library: string): string {
  return path.join(library, 'evidence');
}
