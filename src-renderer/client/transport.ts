// What carries calls and events between this page and the core. Two exist: the desktop's bridge, and a WebSocket.
import type { Answer, ApiEvent } from '../../src-main/contract/contract.ts';

export type Connection = 'connecting' | 'open' | 'lost';

export interface Transport {
  call(procedure: string, input: unknown): Promise<Answer>;
  /** Both return how to stop listening. */
  onEvent(listener: (event: ApiEvent) => void): () => void;
  onConnection(listener: (connection: Connection) => void): () => void;
  /** Where a file or folder lies that the user chose or dropped; null: a browser does not say it. */
  pathOf(file: File): string | null;
}
