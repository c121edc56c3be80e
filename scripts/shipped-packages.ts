// Which npm packages the app needs when it runs, from the lock file: what package.json depends on and all that those depend on.
// Development tools and the optional TensorFlow are not among them; who wants that device installs it himself.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '..');

interface Locked {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** Folders of these packages and of all that they need, by paths from the repository's root: node_modules/NAME. */
export function packagesOf(roots: readonly string[]): string[] {
  const { packages } = JSON.parse(readFileSync(path.join(ROOT, 'package-lock.json'), 'utf8')) as {
    readonly packages: Readonly<Record<string, Locked>>;
  };
  const found = new Set<string>();
  /** Takes a package as Node finds it from a folder: the nearest node_modules first. */
  const take = (name: string, from: string, isOptional: boolean): void => {
    for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('node_modules') - 1))) {
      const place = path.posix.join(folder, 'node_modules', name);
      const locked = packages[place];
      if (!locked) {
        if (folder === '') throw new Error(`${name} is not in package-lock.json.`);
        continue;
      }
      // Binaries of other platforms are optional and are not installed.
      if (found.has(place) || (isOptional && !existsSync(path.join(ROOT, place)))) return;
      found.add(place);
      for (const other of Object.keys(locked.dependencies ?? {})) take(other, place, false);
      for (const other of Object.keys(locked.optionalDependencies ?? {})) take(other, place, true);
      return;
    }
  };
  for (const name of roots) take(name, '', false);
  return [...found].sort();
}

/** What package.json names as needed at run time. */
export function dependencies(): string[] {
  const manifest = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as Required<Locked>;
  return Object.keys(manifest.dependencies);
}
