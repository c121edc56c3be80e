// Errors of the core that the app says in words of its own: in English none, for the core's sentences are English.
import type { KnownError } from '../../parts/known-errors.ts';

export const errors: readonly KnownError[] = [];
