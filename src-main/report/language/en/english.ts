// The English catalogue.
import type { Language } from '../language.ts';
import { cautions } from './cautions.ts';
import { commands } from './commands.ts';
import { comparison } from './comparison.ts';
import { coordinates } from './coordinates.ts';
import { decision } from './decision.ts';
import { facts } from './facts.ts';
import { figures } from './figures.ts';
import { imports } from './imports.ts';
import { labels } from './labels.ts';
import { ladder } from './ladder.ts';
import { manager } from './manager.ts';
import { numbers } from './numbers.ts';
import { precision } from './precision.ts';
import { probe } from './probe.ts';
import { report } from './report.ts';
import { rows } from './rows.ts';
import { scenes } from './scenes.ts';
import { sentences } from './sentences.ts';
import { studyFacts } from './study-facts.ts';
import { terminal } from './terminal.ts';
import { training } from './training.ts';

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
  precision,
  coordinates,
  terminal,
  training,
  commands,
  imports,
  studyFacts,
};
