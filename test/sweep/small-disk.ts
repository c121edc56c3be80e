// A disk of its own for a test: a small tmpfs, which only root may mount. Where that is not possible the tests that need one
// skip with a line.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeSync, openSync, closeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

export interface SmallDisk {
  readonly folder: string;
  /** Takes all the room that is left; `empty` gives it back. */
  fill(): void;
  empty(): void;
  /** Whether it may be written to from now on. */
  allowWriting(isAllowed: boolean): void;
  unmount(): void;
}

export function mountSmallDisk(kilobytes: number): SmallDisk | null {
  const folder = mkdtempSync(path.join(tmpdir(), 'precipice-disk-'));
  const mount = (...args: string[]) => execFileSync('mount', args, { stdio: 'ignore' });
  try {
    mount('-t', 'tmpfs', '-o', `size=${kilobytes}k`, 'tmpfs', folder);
  } catch {
    rmSync(folder, { recursive: true });
    process.stderr.write(
      'Skipped, for a small disk cannot be mounted here: tests of full and read-only disks.\n',
    );
    return null;
  }
  const filler = path.join(folder, 'filler');
  return {
    folder,
    fill() {
      const handle = openSync(filler, 'w');
      try {
        for (const part = Buffer.alloc(1024); ;) writeSync(handle, part);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
      } finally {
        closeSync(handle);
      }
    },
    empty: () => rmSync(filler),
    allowWriting: (isAllowed) => mount('-o', `remount,${isAllowed ? 'rw' : 'ro'}`, folder),
    unmount() {
      execFileSync('umount', [folder]);
      rmSync(folder, { recursive: true });
    },
  };
}
