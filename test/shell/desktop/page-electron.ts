// What the preload script finds as `electron` when it runs in a Chromium: calls go out by a function that the test binds to the page,
// events come in by another. There is one world here: what Electron isolates stays Electron's to show.
import { read, written } from './packet-text.ts';

type Listener = (event: object, ...values: unknown[]) => void;
interface Page {
  askElectron: (channel: string, values: string) => Promise<string>;
  hearElectron?: (channel: string, values: string) => void;
}

const page = globalThis as unknown as Page;
const listeners = new Map<string, Set<Listener>>();
const of = (channel: string) => listeners.get(channel) ?? new Set<Listener>();
page.hearElectron = (channel, values) => {
  for (const listener of of(channel)) listener({}, ...(read(values) as unknown[]));
};

export const contextBridge = {
  exposeInMainWorld: (name: string, api: object) => Object.assign(globalThis, { [name]: Object.freeze(api) }),
};
export const ipcRenderer = {
  invoke: async (channel: string, ...values: unknown[]) =>
    read(await page.askElectron(channel, written(values))),
  on: (channel: string, listener: Listener) => listeners.set(channel, of(channel).add(listener)),
  off: (channel: string, listener: Listener) => of(channel).delete(listener),
};
/** Chromium tells no page where a file lies. */
export const webUtils = { getPathForFile: () => '' };
