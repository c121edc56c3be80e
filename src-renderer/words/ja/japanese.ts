// The Japanese catalogue of the app.
import type { PageWords } from '../words.ts';
import { frame } from './frame.ts';

export const JAPANESE_PAGES: PageWords = { frame };
