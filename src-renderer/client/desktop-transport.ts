// The desktop: calls and events go through the bridge that the preload script put on the window.
import type { DesktopBridge } from '../../src-main/contract/contract.ts';
import type { Transport } from './transport.ts';

declare global {
  interface Window {
    readonly precipice?: DesktopBridge;
  }
}

export function desktopTransport(bridge: DesktopBridge): Transport {
  return {
    call: (procedure, input) => bridge.call(procedure, input),
    onEvent: (listener) => bridge.onEvent(listener),
    onConnection: (listener) => {
      listener('open');
      return () => undefined;
    },
    // A file that was made in the page lies nowhere.
    pathOf: (file) => bridge.pathOf(file) || null,
  };
}
