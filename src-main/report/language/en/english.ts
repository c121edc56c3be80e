// The English catalogue.
import type { Language } from '../language.ts';
import { cautions } from './cautions.ts';
import { comparison } from './comparison.ts';
import { decision } from './decision.ts';
import { facts } from './facts.ts';
import { figures } from './figures.ts';
import { labels } from './labels.ts';
import { ladder } from './ladder.ts';
import { manager } from './manager.ts';
import { numbers } from './numbers.ts';
import { probe } from './probe.ts';
import { report } from './report.ts';
import { rows } from './rows.ts';
import { scenes } from './scenes.ts';
import { sentences } from './sentences.ts';

export const ENGLISH = {
  language: 'en' as Language,
  numbers,
  labels,
  facts,
  figures,
  rows,
  scenes,
  sentences,
  cautions,
  decision,
  manager,
  probe,
  report,
  ladder,
  comparison,
};
