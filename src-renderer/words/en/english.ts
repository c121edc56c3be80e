// The English catalogue of the app.
import { frame } from './frame.ts';

export const ENGLISH_PAGES = { frame };
