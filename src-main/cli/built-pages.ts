// The pages that `serve` shows: built, or, in a clone that has just been installed, built now.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { say } from './output.ts';

/** @throws Error with what to run, where `root` has neither pages nor what builds them. */
export function builtPages(root: string): string {
  const pages = path.join(root, 'dist/renderer');
  const builder = path.join(root, 'scripts/build-renderer.ts');
  const isBuilt = () => existsSync(path.join(pages, 'index.html'));
  if (isBuilt()) return pages;
  if (existsSync(builder)) {
    say('Building the page of the app, once; this takes some seconds.');
    try {
      // What it prints must not mix with the address on standard output.
      execFileSync(process.execPath, [builder], {
        cwd: root,
        env: { ...process.env, NODE_ENV: 'production' },
        stdio: ['ignore', 2, 2],
      });
    } catch {
      // Its own words stand above; the sentence below says what to do.
    }
  }
  if (isBuilt()) return pages;
  throw new Error(`The page of the app is missing in ${pages}; "npm ci && npm run build" makes it.`);
}
