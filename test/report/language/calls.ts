// Arguments for every function of a catalogue. The type asks for each of them, so that a new sentence cannot go without a call.
import type { Words } from '../../../src-main/report/language/language.ts';
import { DECISION } from './decision-calls.ts';
import { FACTS, NUMBERS, SENTENCES } from './sentence-calls.ts';
import { FIGURES, PROBE, ROWS, SCENES } from './figure-calls.ts';
import { COMPARISON, LADDER } from './ladder-calls.ts';
import { MANAGER } from './manager-calls.ts';
import { CAUTIONS, REPORT } from './report-calls.ts';
import {
  COMMANDS,
  COORDINATES,
  IMPORTS,
  PRECISION,
  STUDY_FACTS,
  TERMINAL,
  TRAINING,
} from './terminal-calls.ts';

type Called = (...given: never) => unknown;
type Plain = string | number | readonly unknown[];

/** Of every function some calls, of every group its functions; what holds none is left out. */
export type Calls<Part> = {
  readonly [
    Key in keyof Part as Part[Key] extends Called
      ? Key
      : Part[Key] extends Plain
        ? never
        : keyof Calls<Part[Key]> extends never
          ? never
          : Key
  ]: Part[Key] extends (...given: infer Given) => unknown ? readonly Given[] : Calls<Part[Key]>;
};

export const CALLS: Calls<Words> = {
  numbers: NUMBERS,
  facts: FACTS,
  figures: FIGURES,
  rows: ROWS,
  scenes: SCENES,
  sentences: SENTENCES,
  cautions: CAUTIONS,
  decision: DECISION,
  manager: MANAGER,
  probe: PROBE,
  report: REPORT,
  ladder: LADDER,
  comparison: COMPARISON,
  precision: PRECISION,
  coordinates: COORDINATES,
  terminal: TERMINAL,
  training: TRAINING,
  commands: COMMANDS,
  imports: IMPORTS,
  studyFacts: STUDY_FACTS,
};
