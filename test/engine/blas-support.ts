// The machine's BLAS library for tests; null, with a line that says why, where there is none.
import { findBlas, type BlasLibrary } from '../../src-main/engine/devices/blas/library.ts';

export function blasOfTests(): BlasLibrary | null {
  try {
    return findBlas();
  } catch (error) {
    process.stderr.write(`Skipped: tests on the native device, because ${(error as Error).message}\n`);
    return null;
  }
}
