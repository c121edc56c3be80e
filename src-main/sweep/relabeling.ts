// Labels of the whole study, kept fresh while it is trained, as long as that stays cheap.
import { relabel } from '../study/relabel.ts';
import type { Study } from '../study/study.ts';

/** Labels are refreshed after a batch if that takes at most this share of the time. */
const RELABEL_SHARE = 0.05;

export class Relabeling {
  readonly #study: Study;
  #notBefore = 0;

  constructor(study: Study) {
    this.#study = study;
  }

  /** A study of many runs is relabelled less often. */
  refresh(): void {
    const begun = performance.now();
    if (begun < this.#notBefore) return;
    relabel(this.#study);
    const now = performance.now();
    this.#notBefore = now + (now - begun) / RELABEL_SHARE;
  }
}
