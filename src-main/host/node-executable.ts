// Which Node runs the host. Under Electron it is never Electron itself: its memory cage forbids what GPU bindings need. The
// installer carries a plain Node; in development it is the one that npm brought.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

/** Electron adds the first to `versions` and the second to `process`; plain Node has neither. */
interface Electron {
  readonly versions: { readonly electron?: string };
  readonly resourcesPath?: string;
}

export function nodeExecutable(running: Electron = process as Electron): string {
  if (running.versions.electron === undefined) return process.execPath;
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  const carried = path.join(running.resourcesPath ?? '', 'node', name);
  if (existsSync(carried)) return carried;
  const manifest = createRequire(import.meta.url).resolve('node/package.json');
  return path.join(path.dirname(manifest), 'bin', name);
}
