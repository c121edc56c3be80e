// Paths as the user means them. npm runs scripts in the package's folder and keeps the user's own in INIT_CWD.
import path from 'node:path';

const PACKAGE_ROOT = path.resolve(import.meta.dirname, '../..');

function userFolder(): string {
  const here = process.cwd();
  return here === PACKAGE_ROOT ? (process.env.INIT_CWD ?? here) : here;
}

export function userPath(file: string): string {
  return path.resolve(userFolder(), file);
}

/** A path as short as it can be said from where the user stands. */
export function shownPath(file: string): string {
  const relative = path.relative(userFolder(), file);
  return relative.startsWith('..') || relative === '' ? file : relative;
}

/** A path as it can be pasted into a shell. */
export function quotedPath(file: string): string {
  const shown = shownPath(file);
  return /^[\w./@:+-]+$/.test(shown) ? shown : `'${shown.replaceAll("'", "'\\''")}'`;
}
