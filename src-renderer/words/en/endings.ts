// How a sweep ended, where the app has words of its own: in English none, for the core's sentences are English.
import type { KnownError } from '../../parts/known-errors.ts';

export const endings: readonly KnownError[] = [];
