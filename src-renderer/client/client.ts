// The one client of the core: a typed call for every procedure of the contract. Errors of the core are thrown with their
// sentence.
import type { InputOf, ProcedureName, ResultOf } from '../../src-main/contract/contract.ts';
import type { ErrorReport } from '../../src-main/contract/errors.ts';
import { desktopTransport } from './desktop-transport.ts';
import { socketTransport } from './socket-transport.ts';
import type { Transport } from './transport.ts';

class CallError extends Error {
  override name = 'CallError';
  readonly code: ErrorReport['code'];

  constructor({ code, message }: ErrorReport) {
    super(message);
    this.code = code;
  }
}

export interface Client extends Pick<Transport, 'onEvent' | 'onConnection' | 'pathOf'> {
  call<P extends ProcedureName>(procedure: P, input: InputOf<P>): Promise<ResultOf<P>>;
}

const TOKEN = 'precipice-token';

/** The token comes with the address once and is then kept for this tab, out of sight. */
function takeToken(): string {
  const given = /^#token=([\w-]+)/.exec(location.hash)?.[1];
  if (given !== undefined) {
    sessionStorage.setItem(TOKEN, given);
    history.replaceState(null, '', '#/');
  }
  return sessionStorage.getItem(TOKEN) ?? '';
}

/** null: this page was opened in a browser by an address without the token, and nothing may be asked. */
export function createClient(): Client | null {
  const token = takeToken();
  if (window.precipice === undefined && token === '') return null;
  const transport = window.precipice ? desktopTransport(window.precipice) : socketTransport(token);
  return {
    onEvent: (listener) => transport.onEvent(listener),
    onConnection: (listener) => transport.onConnection(listener),
    pathOf: (file) => transport.pathOf(file),
    async call<P extends ProcedureName>(procedure: P, input: InputOf<P>) {
      const answer = await transport.call(procedure, input);
      if (answer.kind === 'error') throw new CallError(answer.error);
      return answer.result as ResultOf<P>;
    },
  };
}
