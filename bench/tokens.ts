// How long a token file of 2 GB takes to open, and how much memory: node bench/tokens.ts [GB]. The file is sparse, with blocks of
// random ids spread over it; it is made in the system's folder for temporary files and deleted.
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { trainingOffsets } from '../src-main/engine/corpus.ts';
import { random32 } from '../src-main/engine/random.ts';
import { gatherSequences } from '../src-main/engine/sequences.ts';
import { parseSpec } from '../src-main/spec/spec.ts';
import { readPreset } from '../src-main/sweep/preset-files.ts';
import { readTokenFiles, storedCorpusOf } from '../src-main/sweep/corpus-source.ts';
import { openCorpus } from '../src-main/tokens/stored-corpus.ts';

const VOCABULARY = 50_257;
const [CONTEXT, BATCH, STEPS] = [1024, 32, 200];
const BLOCK = 2 ** 16;
const bytes = Number(process.argv[2] ?? 2) * 1e9;

const folder = mkdtempSync(path.join(tmpdir(), 'precipice-bench-'));
process.env.PRECIPICE_LIBRARY = folder;
process.on('exit', () => rmSync(folder, { recursive: true }));

function makeFile(): string {
  const file = path.join(folder, 'train.bin');
  const descriptor = openSync(file, 'w');
  const ids = Uint16Array.from({ length: BLOCK }, (_, i) => random32(1, i) % VOCABULARY);
  for (let at = 0; at < bytes; at += 20 * 2 * BLOCK) writeSync(descriptor, ids, 0, 2 * BLOCK, at);
  writeSync(descriptor, new Uint8Array(2), 0, 2, bytes - 2);
  closeSync(descriptor);
  return file;
}

let highest = 0;
function measured<T>(what: string, work: () => T): T {
  const [before, used] = [performance.now(), process.cpuUsage()];
  const result = work();
  const { user, system } = process.cpuUsage(used);
  const columns = [performance.now() - before, (user + system) / 1000].map((ms) => ms.toFixed(0).padStart(6));
  const { rss } = process.memoryUsage();
  highest = Math.max(highest, process.resourceUsage().maxRSS * 1024);
  console.log(`${what.padEnd(50)} ${columns.join(' ')}  ${(rss / 1e6).toFixed(0).padStart(5)}`);
  return result;
}

const file = makeFile();
console.log(`${''.padEnd(50)}  wall processor (ms)  resident (MB)`);
const given = { files: [file], validation: [], type: null };
measured('nothing yet', () => undefined);
const declared = measured('opened, vocabulary declared', () =>
  readTokenFiles({ ...given, vocabularySize: VOCABULARY }),
);
measured('opened, vocabulary not declared: all is read', () =>
  readTokenFiles({ ...given, vocabularySize: null }),
);
measured('the same again: remembered', () => readTokenFiles({ ...given, vocabularySize: null }));
const spec = parseSpec({
  ...(readPreset('quick') as object),
  text: undefined,
  vocabulary: undefined,
  tokens: { ...given, vocabularySize: VOCABULARY },
});
const corpus = openCorpus(await storedCorpusOf(declared, spec));
measured(`${STEPS} steps of ${BATCH} sequences of ${CONTEXT} read`, () => {
  for (let step = 0; step < STEPS; step++) {
    gatherSequences(corpus.tokens, [trainingOffsets(corpus, 1, step, BATCH, CONTEXT)], CONTEXT);
  }
});
console.log(`At most ${(highest / 1e6).toFixed(0)} MB were resident.`);
