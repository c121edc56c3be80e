// A core on a temporary library, and calls that fail loudly.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import type { ApiEvent, InputOf, ProcedureName, ResultOf } from '../../src-main/contract/contract.ts';
import { createCore, type Core } from '../../src-main/api/core.ts';

export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'precipice-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export interface TestCore extends Core {
  readonly folder: string;
  readonly events: ApiEvent[];
  call<P extends ProcedureName>(procedure: P, input: InputOf<P>): Promise<ResultOf<P>>;
  /** The sentence of the error that the call must end with. */
  refusal(procedure: string, input: unknown): Promise<string>;
  next(kind: ApiEvent['kind']): Promise<ApiEvent>;
}

export function testCore(readOnly = false, runsCommands = true): TestCore {
  const folder = temporaryFolder();
  const core = createCore({ libraryFolder: folder, reveal: null, readOnly, runsCommands });
  const events: ApiEvent[] = [];
  core.router.subscribe((event) => events.push(event));
  onTestFinished(async () => {
    await core.sweeps.stopAll();
    core.close();
  });
  return {
    ...core,
    folder,
    events,
    async call(procedure, input) {
      const answer = await core.router.call(procedure, input, { readOnly });
      if (answer.kind === 'error') throw new Error(`${procedure}: ${answer.error.message}`);
      return answer.result as never;
    },
    async refusal(procedure, input) {
      const answer = await core.router.call(procedure, input, { readOnly });
      if (answer.kind === 'result') throw new Error(`${procedure} was not refused`);
      return answer.error.message;
    },
    next: (kind) =>
      new Promise((resolve) => {
        const stop = core.router.subscribe((event) => {
          if (event.kind !== kind) return;
          stop();
          resolve(event);
        });
      }),
  };
}
