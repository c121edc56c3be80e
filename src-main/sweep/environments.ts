// Facts of machines and devices as rows of the study, each once in a session.
import { log } from '../diagnosis/log.ts';
import type { Study } from '../study/study.ts';
import type { Environment } from '../records/types.ts';

export class Environments {
  readonly #study: Study;
  readonly #ids = new Map<string, number>();

  constructor(study: Study) {
    this.#study = study;
  }

  idOf(environment: Environment): number {
    const key = JSON.stringify(environment);
    let id = this.#ids.get(key);
    if (id === undefined) {
      id = this.#study.addEnvironment(environment);
      this.#ids.set(key, id);
      const { device, deviceSummary, platform, node } = environment;
      log.info(`Runs are trained on ${JSON.stringify({ device, deviceSummary, platform, node })}.`);
    }
    return id;
  }
}
