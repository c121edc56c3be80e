// The one way into the core: checks the name, the right and the input of a call, runs it, and turns what is thrown into a
// report. Transports carry its calls and its events and add nothing.
import type { z } from 'zod';
import { log } from '../diagnosis/log.ts';
import {
  contract,
  type Answer,
  type ApiEvent,
  type ParsedInputOf,
  type ProcedureName,
  type ResultOf,
} from '../contract/contract.ts';
import { ApiError, errorReport } from './errors.ts';

export type Implementation = {
  readonly [P in ProcedureName]: (input: ParsedInputOf<P>) => ResultOf<P> | Promise<ResultOf<P>>;
};

export interface Router {
  /** Never throws and never rejects. `readOnly` refuses every procedure that changes something. */
  call(procedure: string, input: unknown, rights: { readonly readOnly: boolean }): Promise<Answer>;
  /** Returns how to stop listening. */
  subscribe(listener: (event: ApiEvent) => void): () => void;
}

export function createRouter(implementation: Implementation, subscribe: Router['subscribe']): Router {
  return {
    subscribe,
    async call(procedure, input, { readOnly }) {
      try {
        return { kind: 'result', result: await run(implementation, procedure, input, readOnly) };
      } catch (error) {
        const report = errorReport(error);
        if (report.code === 'internal') log.error(`${procedure.slice(0, 80)} failed`, error);
        return { kind: 'error', error: report };
      }
    },
  };
}

async function run(
  implementation: Implementation,
  procedure: string,
  input: unknown,
  readOnly: boolean,
): Promise<unknown> {
  if (!isProcedure(procedure)) {
    throw new ApiError('bad-request', `There is no procedure "${procedure.slice(0, 80)}".`);
  }
  const { kind, input: schema } = contract[procedure];
  if (readOnly && kind === 'command') {
    throw new ApiError('refused', 'This Precipice is read-only: it shows studies and changes nothing.');
  }
  const parsed = schema.safeParse(input);
  if (!parsed.success) throw new ApiError('bad-request', explain(procedure, parsed.error));
  if (kind === 'command') log.info(procedure);
  // The name and its input belong together, which TypeScript cannot follow through an index.
  return (implementation[procedure] as (input: unknown) => unknown)(parsed.data);
}

function isProcedure(name: string): name is ProcedureName {
  return Object.hasOwn(contract, name);
}

function explain(procedure: string, error: z.ZodError): string {
  const { path, message } = error.issues[0]!;
  return `${procedure} was given ${path.length > 0 ? path.join('.') : 'something'} that does not fit: ${message}.`;
}
