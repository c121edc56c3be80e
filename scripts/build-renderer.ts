// Builds the renderer into dist/renderer when a source is newer than what was built.
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { build } from 'vite';

const ROOT = path.resolve(import.meta.dirname, '..');
const SOURCES = ['src-renderer', 'src-main', 'vite.config.ts', 'package-lock.json'];

function newest(place: string): number {
  const status = statSync(place);
  if (!status.isDirectory()) return status.mtimeMs;
  return Math.max(0, ...readdirSync(place).map((name) => newest(path.join(place, name))));
}

const built = statSync(path.join(ROOT, 'dist/renderer/index.html'), { throwIfNoEntry: false });
if (!built || SOURCES.some((source) => newest(path.join(ROOT, source)) > built.mtimeMs)) {
  await build({
    root: path.join(ROOT, 'src-renderer'),
    configFile: path.join(ROOT, 'vite.config.ts'),
    logLevel: 'warn',
  });
}
