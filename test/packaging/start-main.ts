// Starts the packed main process by a plain Node, with electron-for-node.ts in the place of `electron`, and calls it as the page
// does: the library, a picture of the example, a sweep. Prints what came back as JSON.
// usage: node start-main.ts RESOURCES SPEC     (RESOURCES: a folder app.asar, with engine and node beside it)
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { LibraryListing, StudyCard } from '../../src-main/contract/contract.ts';
import { handlers, ready, schemes } from './electron-for-node.ts';
import { PICTURE } from './picture.ts';

const [resources, spec] = process.argv.slice(2) as [string, string];
const standIn = pathToFileURL(path.join(import.meta.dirname, 'electron-for-node.ts')).href;
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron' ? { url: standIn, shortCircuit: true } : next(specifier, context),
});
// As Electron has them: the first makes the app look for the carried Node, the second is where.
Object.defineProperty(process, 'versions', { value: { ...process.versions, electron: '0' } });
Object.assign(process, { resourcesPath: resources });

await import(pathToFileURL(path.join(resources, 'app.asar/src-main/shell/main.js')).href);
ready.resolve(undefined);
while (!handlers.has('precipice:call')) await new Promise((resolve) => setTimeout(resolve, 10));
const handle = handlers.get('precipice:call')!;

async function call<R>(procedure: string, input: unknown): Promise<R> {
  const senderFrame = { url: 'app://precipice/index.html', parent: null };
  const answer = (await handle({ senderFrame }, procedure, input)) as {
    result?: R;
    error?: { message: string };
  };
  if (answer.error) throw new Error(`${procedure}: ${answer.error.message}`);
  return answer.result as R;
}

const page = schemes.get('app')!({ url: 'app://precipice/index.html', method: 'GET' });
const { studies } = await call<LibraryListing>('library.list', {});
const example = studies.find(({ isExample }) => isExample)!;
const { bytes } = await call<{ bytes: Uint8Array }>('study.export', {
  id: example.id,
  format: 'png',
  figure: 'map',
  ...PICTURE,
});
const { id } = await call<StudyCard>('sweep.start', {
  spec: JSON.parse(readFileSync(spec, 'utf8')) as unknown,
  device: 'wasm',
});
let counts: StudyCard['counts'];
do {
  await new Promise((resolve) => setTimeout(resolve, 100));
  const { studies: now } = await call<LibraryListing>('library.list', {});
  ({ counts } = now.find((card) => card.id === id)!);
} while (counts.planned + counts.running > 0);
const facts = {
  page: (await page.text()).slice(0, 15),
  example: example.name,
  picture: createHash('sha256').update(bytes).digest('hex'),
  finished: counts.finished,
};
process.stdout.write(JSON.stringify(facts), () => process.exit(0));
