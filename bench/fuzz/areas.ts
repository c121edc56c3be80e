// What takes files and messages from strangers, and whether it took one as it must: a result, or a refusal that its kind of error
// carries in sentences.
import fc from 'fast-check';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { createCore } from '../../src-main/api/core.ts';
import { contract, type ProcedureName } from '../../src-main/contract/contract.ts';
import { parseAnySpec } from '../../src-main/spec/trainer.ts';
import { SpecError } from '../../src-main/spec/errors.ts';
import { importStudy } from '../../src-main/study/import/create.ts';
import { guessMapping } from '../../src-main/study/import/guess/guess.ts';
import { ImportError } from '../../src-main/study/import/import-error.ts';
import { previewImport } from '../../src-main/study/import/preview.ts';
import { readTable } from '../../src-main/study/import/read.ts';
import { idOf } from '../../src-main/study/library.ts';
import { StorageError, StudyError } from '../../src-main/study/study-error.ts';
import { openStudy } from '../../src-main/study/study.ts';
import { presetNames, readPreset } from '../../src-main/sweep/preset-files.ts';
import { makeStudy, readAll, wrongIn, type Reading } from '../../test/study/foreign-support.ts';
import { unclosedStudies } from '../foreign/unclosed.ts';
import { damaged, odd, spoiled } from './values.ts';

export interface Area {
  readonly name: string;
  readonly inputs: fc.Arbitrary<unknown>;
  /** The text of a refusal, null where it was taken. @throws whatever is a mistake. */
  check(input: never): Promise<string | null> | string | null;
  close?(): Promise<void>;
}

const ROOT = path.resolve(import.meta.dirname, '../..');

function refusalOf(
  kinds: readonly (abstract new (...args: never[]) => Error)[],
  work: () => unknown,
): string | null {
  try {
    work();
    return null;
  } catch (error) {
    if (!kinds.some((kind) => error instanceof kind)) throw error;
    return (error as Error).message;
  }
}

interface StudyFiles {
  readonly file: Buffer;
  readonly log: Buffer | null;
}

export function opening(folder: string): Area {
  const place = path.join(folder, 'opened.precipice');
  const { studies, moments } = unclosedStudies(path.join(folder, 'unclosed'));
  makeStudy(`${place}.closed`);
  const closed = readFileSync(`${place}.closed`);
  const older = [1, 2].map((version) =>
    readFileSync(path.join(ROOT, `test/study/golden/version-${version}.precipice`)),
  );
  const bases = [...studies, { file: closed, log: null }, ...older.map((file) => ({ file, log: null }))];
  const donors = bases
    .flatMap(({ file, log }) => (log ? [file, log] : [file]))
    .filter(({ length }) => length > 0);
  const inputs = fc.nat({ max: bases.length - 1 }).chain((index) => {
    const { file, log } = bases[index]!;
    return fc.record({
      file: fc.oneof(fc.constant(file), damaged(file, donors)),
      log:
        log && log.length > 0
          ? fc.oneof(fc.constant(log), damaged(log, donors))
          : fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, fc.constantFrom(...donors)),
      // An older study has no checksums of its rows.
      isJudged: fc.constant(index < studies.length),
    });
  });
  return {
    name: 'opening a study',
    inputs,
    check({ file, log, isJudged }: StudyFiles & { isJudged: boolean }) {
      for (const name of readdirSync(folder))
        if (name.startsWith('opened.precipice') && !name.endsWith('.closed')) rmSync(path.join(folder, name));
      writeFileSync(place, file);
      if (log) writeFileSync(`${place}-wal`, log);
      const refused = refusalOf([StudyError, StorageError], () => {
        const read = JSON.parse(readAll(place, 'stored')) as Reading;
        const wrong = isJudged ? wrongIn(read, moments) : [];
        if (wrong.length > 0) throw new Error(`Shown and not true: ${wrong.join(', ')}`);
      });
      const isSame = readFileSync(place).equals(file);
      const kept = readdirSync(folder).filter((name) => name.startsWith('opened.precipice-wal'));
      if (!isSame || (log && !kept.some((name) => readFileSync(path.join(folder, name)).equals(log)))) {
        throw new Error('A reader changed what was there.');
      }
      // A writer may mend it, or refuses.
      const refusedToWrite = refusalOf([StudyError, StorageError], () => openStudy(place, 'write').close());
      if (refusedToWrite === null && isJudged) {
        const read = JSON.parse(readAll(place, 'stored')) as Reading;
        const wrong = wrongIn({ ...read, events: [] }, moments);
        if (wrong.length > 0) throw new Error(`Written and not true: ${wrong.join(', ')}`);
      }
      return refused;
    },
  };
}

/** Nothing writes what is nested too deep; a row then has it in one place. */
function jsonOf(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return `{"lr":0.1,"batch_size":4,"loss":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
  }
}

export function importing(folder: string): Area {
  const cases = path.join(ROOT, 'test/study/import/cases');
  const files = readdirSync(cases).filter((name) => /\.(csv|jsonl?|db)$/.test(name));
  const bases = files.map((name) => ({ name, bytes: readFileSync(path.join(cases, name)) }));
  const donors = bases.map(({ bytes }) => bytes);
  const cell = fc.oneof(
    odd.map((value) => (typeof value === 'string' ? value : jsonOf(value).slice(0, 1e6))),
    fc.constantFrom('nan', '1e999', '-', '0x1', '"'),
  );
  const table = fc
    .array(
      fc.array(fc.oneof({ weight: 3, arbitrary: fc.constantFrom('0.1', '4', '2.5', '1') }, cell), {
        minLength: 4,
        maxLength: 6,
      }),
      { minLength: 1, maxLength: 6 },
    )
    .map((rows) =>
      [
        'lr,batch_size,loss,seed,precision,steps',
        ...rows.map((row) => row.map((text) => `"${text.replaceAll('"', '""')}"`).join(',')),
      ].join('\n'),
    );
  const record = spoiled({
    lr: 0.1,
    batch_size: 4,
    seed: 0,
    loss: [3, 2.5, 2],
    config: { precision: 'fp8' },
  });
  const deep = record.map(jsonOf);
  const inputs = fc.oneof(
    fc
      .constantFrom(...bases)
      .chain(({ name, bytes }) => damaged(bytes, donors).map((given) => ({ name, bytes: given }))),
    table.map((text) => ({ name: 'a.csv', bytes: Buffer.from(text) })),
    fc
      .array(deep, { minLength: 1, maxLength: 4 })
      .map((lines) => ({ name: 'a.jsonl', bytes: Buffer.from(lines.join('\n')) })),
    deep.map((text) => ({ name: 'a.json', bytes: Buffer.from(text) })),
  );
  const made = path.join(folder, 'imported.precipice');
  return {
    name: 'importing',
    inputs,
    check({ name, bytes }: { name: string; bytes: Buffer }) {
      rmSync(made, { force: true });
      return refusalOf([ImportError], () => {
        const source = { fileName: name, bytes };
        previewImport(source, null);
        importStudy(made, source, {
          ...guessMapping(readTable(source)),
          initialLoss: 10,
          emptyLoss: 'diverged',
          failedMeans: { '*': 'infrastructure' },
          recipe: 'said',
        });
        readAll(made, 'stored');
      });
    },
  };
}

export function specs(): Area {
  const trainer = {
    name: 'own',
    recipes: ['bf16', 'fp8'],
    learningRates: [0.01, 0.1],
    batchSizes: [1, 2],
    seeds: 2,
    steps: 6,
    trainer: { command: 'train --lr {learning_rate}', concurrency: 2 },
  };
  const bases = [...presetNames().map((name) => readPreset(name)), trainer];
  return {
    name: 'parsing a spec',
    inputs: fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...bases).chain(spoiled) }, odd),
    check: (input: unknown) =>
      refusalOf([SpecError], () => {
        const spec = parseAnySpec(input);
        const again = parseAnySpec(JSON.parse(JSON.stringify(spec)));
        if (!isDeepStrictEqual(again, spec)) throw new Error('It is another spec when it is parsed again.');
      }),
  };
}

/** These take seconds by themselves, or end the core. */
const UNASKED: readonly ProcedureName[] = ['app.diagnose', 'sweep.start', 'sweep.resume', 'sweep.retry'];

export function routing(folder: string): Area {
  const libraryFolder = path.join(folder, 'library');
  mkdirSync(libraryFolder);
  const file = path.join(libraryFolder, 'small.precipice');
  const core = createCore({ libraryFolder, reveal: null, readOnly: false, runsCommands: false });
  const names = (Object.keys(contract) as ProcedureName[]).filter((name) => !UNASKED.includes(name));
  const inputs = fc.constantFrom(...names).chain((procedure) => {
    const { shape } = contract[procedure].input as unknown as { shape: Record<string, unknown> };
    const value = (field: string) =>
      field === 'id'
        ? fc.oneof({ weight: 5, arbitrary: fc.constant('ID') }, odd)
        : fc.oneof(
            odd,
            fc.constantFrom('svg', 'map', 'csv', 'auto', 0, 1, 'name', fc.stringify(0)),
            spoiled(readPreset('quick')),
            fc.uint8Array({ maxLength: 300 }),
          );
    const fields = Object.keys(shape).map(
      (field) => [field, fc.option(value(field), { nil: undefined, freq: 9 })] as const,
    );
    return fc.record({ procedure: fc.constant(procedure), input: fc.record(Object.fromEntries(fields)) });
  });
  return {
    name: 'calls of the router',
    inputs,
    async check({ procedure, input }: { procedure: string; input: Record<string, unknown> }) {
      if (!existsSync(file)) makeStudy(file);
      const given = { ...input, ...(input.id === 'ID' && { id: idOf(file) }) };
      const answer = await core.router.call(procedure, given, { readOnly: false });
      if (answer.kind === 'result') return null;
      if (answer.error.code === 'internal') throw new Error(`${procedure}: ${answer.error.message}`);
      return answer.error.message;
    },
    async close() {
      await core.sweeps.stopAll();
      core.close();
    },
  };
}
