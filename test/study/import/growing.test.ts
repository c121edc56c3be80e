// Studies to which runs are added: whatever the way, they are what an import of all at once makes of them, and nothing half-made is left.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { Mapping } from '../../../src-main/spec/import-mapping.ts';
import { importTables, type MappedSource } from '../../../src-main/study/import/create.ts';
import { growStudy } from '../../../src-main/study/import/grow.ts';
import { readPlace } from '../../../src-main/study/import/place.ts';
import { changedSources } from '../../../src-main/study/import/refresh.ts';
import { rememberedMapping } from '../../../src-main/study/import/remembered.ts';
import { inputsOf } from '../../../src-main/study/import/stored-inputs.ts';
import { guessMapping } from '../../../src-main/study/import/guess/guess.ts';
import { shareableInfo } from '../../../src-main/report/shareable.ts';
import { openStudy } from '../../../src-main/study/study.ts';

const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'precipice-growing-')));
afterAll(() => rmSync(folder, { recursive: true }));
let made = 0;
/** A folder of the test's own. */
function emptyFolder(): string {
  const own = path.join(folder, String(made++));
  mkdirSync(own);
  return own;
}

function table(file: string, header: string, ...rows: readonly string[]): string {
  writeFileSync(file, `${[header, ...rows].join('\n')}\n`);
  return file;
}

const SAID = { vocabulary: 65 } as const satisfies Partial<Mapping>;
function source(place: string, said: Partial<Mapping> = SAID): MappedSource {
  const read = readPlace(place);
  return { source: read, mapping: { ...guessMapping(read.table), ...said } };
}

/** As a user adds it: by what was said before. */
function further(study: string, place: string, said: Partial<Mapping> = {}): MappedSource {
  const read = readPlace(place);
  const earlier = reading(study, inputsOf);
  return { source: read, mapping: { ...rememberedMapping(read.table, earlier), ...said } };
}

function reading<Result>(file: string, read: (study: ReturnType<typeof openStudy>) => Result): Result {
  const study = openStudy(file, 'read');
  try {
    return read(study);
  } finally {
    study.close();
  }
}

/** All that a map is made of, in an order that does not tell which run came first, and what was left out. */
const contentOf = (file: string) =>
  reading(file, (study) => {
    const runs = study.runs().map((run) => {
      const { id, recipe, learningRate, batchSize, seed, plannedSteps, state, label, reason, endStep } = run;
      const curve = [...(study.curve(id, 'loss') ?? [])];
      const losses = [run.startLoss, run.tailLoss, run.validationLoss, run.nonfinite, run.jump];
      const place = [recipe, learningRate, batchSize, seed];
      return { place, plannedSteps, state, label, reason, endStep, losses, curve };
    });
    const { baseline, recipes, spec } = study.info();
    const { leftOut, skipped, ratesPerDecade, numberedRuns } = spec.imported!;
    const facts = { baseline, recipes: recipes.toSorted(), leftOut, skipped, ratesPerDecade, numberedRuns };
    return { runs: runs.sort((a, b) => (String(a.place) < String(b.place) ? -1 : 1)), facts };
  });

const sha256 = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex');
const HEADER = 'recipe,lr,bs,seed,loss,steps';

/** Two tables with a run in common that says two things, a spelling that the second tells, and a longer budget in the second. */
function twoTables() {
  const own = emptyFolder();
  const a = path.join(own, 'a.csv');
  const b = path.join(own, 'b.csv');
  table(
    a,
    HEADER,
    'bf16,0.001,8,0,2.5,100',
    'bf16,0.01,8,0,2.4,100',
    'fp8,0.01,8,0,2.75,100',
    'fp8,x,8,1,2,100',
  );
  table(b, HEADER, 'bfloat16,0.001,8,1,2.5,100', 'fp8,0.01,8,0,5,100', 'fp8,0.00999999,8,2,2.5,200');
  return { own, a, b, out: path.join(own, 'study.precipice'), all: path.join(own, 'all.precipice') };
}

describe('A study to which another input is added', () => {
  test('is what an import of both at once makes, whichever comes first', () => {
    const { own, a, b, out, all } = twoTables();
    importTables(all, [source(a), source(b)]);
    importTables(out, [source(a)]);
    const { growth } = growStudy(out, [further(out, b)]);
    expect(contentOf(out)).toEqual(contentOf(all));
    // The run that ended worse took the place of the one that was there.
    expect(growth).toEqual({ added: 3, changed: 0, same: 2, gone: 0, held: 0 });
    const reversed = path.join(own, 'reversed.precipice');
    importTables(reversed, [source(b)]);
    growStudy(reversed, [further(reversed, a)]);
    expect(contentOf(reversed)).toEqual(contentOf(all));
    expect(reading(out, (study) => study.integrityProblems())).toEqual([]);
  });

  test('keeps curves, seeds that are numbers and runs that ended early as all at once does', () => {
    const own = emptyFolder();
    const runs = (name: string, rates: readonly number[], steps: number) => {
      const place = path.join(own, name);
      mkdirSync(place);
      for (const rate of rates) {
        for (const number of [0, 1]) {
          const rows = Array.from(
            { length: steps / 10 },
            (_, i) => `${10 * i},${4 - i / 20 - rate - number / 8}`,
          );
          table(path.join(place, `bf16_lr${rate}_bs8_${'ab'[number]!}.csv`), 'step,loss', ...rows);
        }
      }
      return place;
    };
    const [a, b] = [runs('short', [0.1, 0.2], 200), runs('long', [0.1, 0.4], 400)];
    const [out, all] = [path.join(own, 'o.precipice'), path.join(own, 'all.precipice')];
    const said = { recipe: 'bf16', recipeColumns: [] };
    importTables(all, [source(a, said), source(b, said)]);
    importTables(out, [source(a, said)]);
    expect(contentOf(out).runs.map(({ label }) => label)).not.toContain('unjudged');
    growStudy(out, [further(out, b, said)]);
    expect(contentOf(out)).toEqual(contentOf(all));
    // Two hundred steps were the whole budget until there were runs of four hundred.
    expect(contentOf(out).runs.filter(({ label }) => label === 'unjudged')).toHaveLength(4);
    expect(contentOf(out).runs.map(({ place }) => place.at(-1))).toEqual([0, 1, 2, 3, 0, 1, 0, 1]);
  });

  test('has each run once that several tools logged, as the folder of one of them has it', () => {
    const own = emptyFolder();
    const [one, all] = [path.join(own, 'one.precipice'), path.join(own, 'all.precipice')];
    const golden = (tool: string, said: Partial<Mapping>) =>
      source(path.resolve(import.meta.dirname, `../../oracle/golden/folders/${tool}`), said);
    const failedMeans = { failed: 'infrastructure', error: 'infrastructure' } as const;
    importTables(one, [golden('torch', {})]);
    importTables(all, [golden('wandb', { failedMeans }), golden('ray', { failedMeans })]);
    const { growth } = growStudy(all, [golden('torch', { failedMeans })]);
    const outcomes = (file: string) => contentOf(file).runs.map(({ place, label }) => [...place, label]);
    expect(outcomes(all)).toEqual(outcomes(one));
    expect(outcomes(all)).toHaveLength(12);
    // The run that its machine killed in the other two has its curve here.
    expect(growth).toMatchObject({ added: 1, same: 11 });
  });

  test('keeps the places of its inputs, and no export tells their folders', () => {
    const { own, a, b, out } = twoTables();
    importTables(out, [source(a), source(b)]);
    const info = reading(out, (study) => study.info());
    expect(info.spec.imported!.inputs!.map(({ place }) => place)).toEqual([a, b]);
    expect(JSON.stringify(shareableInfo(info))).not.toContain(own);
  });

  test('keeps what was said of it: the columns, the meanings, the level', () => {
    const { a, b, out } = twoTables();
    importTables(out, [source(a, { failedAbove: 2.6, mergeSpellings: false })]);
    growStudy(out, [further(out, b)]);
    const { runs, facts } = contentOf(out);
    expect(facts.recipes).toEqual(['bf16', 'bfloat16', 'fp8']);
    expect(runs.filter(({ label }) => label === 'above-init').map(({ losses }) => losses[1])).toEqual([5]);
  });

  test('is untouched where something contradicts, is asked or cannot be read, and by a dead end of any kind', () => {
    const { own, a, b, out } = twoTables();
    importTables(out, [source(a)]);
    const before = sha256(out);
    const files = readdirSync(own).sort();
    expect(() => growStudy(out, [further(out, b, { vocabulary: 32 })])).toThrow(
      'vocabulary is 32 for b.csv and 65 for a.csv',
    );
    expect(() => growStudy(out, [further(out, b, { duplicates: 'refuse' })])).toThrow(
      '1 run says otherwise what another run',
    );
    const empty = table(path.join(own, 'c.csv'), HEADER, 'bf16,0.1,8,0,,100');
    expect(() => growStudy(out, [further(out, empty)])).toThrow('say what an empty loss means');
    rmSync(empty);
    const onProgress = () => {
      throw new Error('the end');
    };
    expect(() => growStudy(out, [further(out, b)], { onProgress })).toThrow('the end');
    expect(sha256(out)).toBe(before);
    expect(readdirSync(own).sort()).toEqual(files);
  });

  test('is what it was where the program is killed in the middle, and grows afterwards', () => {
    const { a, b, out, all } = twoTables();
    importTables(all, [source(a), source(b)]);
    importTables(out, [source(a)]);
    const before = sha256(out);
    const module = (name: string) =>
      JSON.stringify(path.resolve(import.meta.dirname, `../../../src-main/study/import/${name}.ts`));
    const program = `
      const { growStudy } = await import(${module('grow')});
      const { readPlace } = await import(${module('place')});
      const { guessMapping } = await import(${module('guess/guess')});
      const source = readPlace(${JSON.stringify(b)});
      const mapping = { ...guessMapping(source.table), vocabulary: 65 };
      const onProgress = (stage, share) => stage === 'study' && share > 0 && process.kill(process.pid, 'SIGKILL');
      growStudy(${JSON.stringify(out)}, [{ source, mapping }], { onProgress });`;
    expect(() =>
      execFileSync(process.execPath, ['--input-type=module', '-e', program], { stdio: 'ignore' }),
    ).toThrow(expect.objectContaining({ signal: 'SIGKILL' }));
    expect(sha256(out)).toBe(before);
    growStudy(out, [further(out, b)]);
    expect(contentOf(out)).toEqual(contentOf(all));
  });

  test('must have been imported, by a version that kept what is needed', () => {
    const { a, b, out } = twoTables();
    importTables(out, [source(a)]);
    const study = openStudy(out, 'write');
    const { spec, baseline, recipes } = study.info();
    const older = { ...spec.imported!, inputs: undefined };
    study.changeContents({ spec: { imported: older }, baseline, recipes });
    study.close();
    expect(() => growStudy(out, [source(b)])).toThrow(
      'did not keep how its runs were read; import them anew',
    );
  });
});

/** What a refresh of a study does. */
function refresh(file: string) {
  const again = changedSources(reading(file, inputsOf));
  const { growth } = growStudy(file, again.sources, { vanished: again.gone });
  return { read: again.sources.map((each) => each.source.fileName), growth };
}

describe('A study whose inputs are read again', () => {
  function folderOfRuns() {
    const own = emptyFolder();
    const runs = path.join(own, 'runs');
    mkdirSync(runs);
    const log = (name: string, steps: readonly number[], loss: (step: number) => number | string) =>
      table(path.join(runs, name), 'step,loss', ...steps.map((step) => `${step},${loss(step)}`));
    const steps = (count: number) => Array.from({ length: count }, (_, i) => 10 * i);
    return {
      own,
      runs,
      log,
      steps,
      out: path.join(own, 's.precipice'),
      all: path.join(own, 'all.precipice'),
    };
  }
  const falling = (step: number) => 4 - step / 200;

  test('has the newer state of runs that have grown, new ones, and keeps those that are gone', () => {
    const { runs, log, steps, out, all } = folderOfRuns();
    log('bf16_lr0.1_bs8_seed0.csv', steps(40), falling);
    log('bf16_lr0.1_bs8_seed1.csv', steps(20), falling);
    const gone = log('bf16_lr0.1_bs8_seed2.csv', steps(40), falling);
    importTables(out, [source(runs, {})]);
    expect(contentOf(out).runs.map(({ label }) => label)).toEqual(['ok', 'unjudged', 'ok']);
    expect(refresh(out)).toEqual({ read: [], growth: { added: 0, changed: 0, same: 3, gone: 0, held: 0 } });

    appendFileSync(path.join(runs, 'bf16_lr0.1_bs8_seed1.csv'), '200,3\n210,nan\n');
    log('bf16_lr0.2_bs8_seed0.csv', steps(40), falling);
    importTables(all, [source(runs, {})]);
    const ids = () => reading(out, (study) => study.runs().map(({ id, seed }) => [id, seed]));
    const numbers = ids();
    rmSync(gone);
    expect(refresh(out)).toEqual({
      read: ['runs'],
      growth: { added: 1, changed: 1, same: 1, gone: 1, held: 0 },
    });
    // As if it had been imported now, with the run that is gone.
    expect(contentOf(out).runs).toEqual(contentOf(all).runs);
    expect(contentOf(out).runs.map(({ label }) => label)).toEqual(['ok', 'nonfinite', 'ok', 'ok']);
    expect(ids().slice(0, 3)).toEqual(numbers);
  });

  test('reads nothing whose bytes are what they were, however new its files are', () => {
    const { a, b, out } = twoTables();
    importTables(out, [source(a), source(b)]);
    const before = sha256(out);
    utimesSync(a, new Date(), new Date(Date.now() + 60_000));
    const again = changedSources(reading(out, inputsOf));
    expect(again).toEqual({ sources: [], gone: [], placeless: [] });
    appendFileSync(b, 'fp8,0.1,8,0,2.5,200\n');
    // A run of the first gave way to one of the second.
    expect(changedSources(reading(out, inputsOf)).sources.map((each) => each.source.fileName)).toEqual([
      'b.csv',
      'a.csv',
    ]);
    expect(sha256(out)).toBe(before);
  });

  test('keeps all runs of an input that is gone, and says so', () => {
    const { a, b, out } = twoTables();
    importTables(out, [source(a), source(b)]);
    const { runs } = contentOf(out);
    renameSync(b, `${b}.moved`);
    const { gone } = changedSources(reading(out, inputsOf));
    expect(gone.map(({ name }) => name)).toEqual(['b.csv']);
    expect(refresh(out).growth).toEqual({ added: 0, changed: 0, same: 2, gone: 3, held: 0 });
    expect(contentOf(out).runs).toEqual(runs);
  });

  test.each([
    ['there', { read: ['a.csv', 'b.csv'], held: 0 }],
    ['gone', { read: ['a.csv'], held: 1 }],
  ])('never takes back a failure that a further input has as well, which is %s', (where, { read, held }) => {
    const own = emptyFolder();
    const out = path.join(own, 's.precipice');
    const header = 'recipe,lr,bs,seed,loss';
    const a = table(path.join(own, 'a.csv'), header, 'fp8,0.1,8,0,nan', 'fp8,0.1,8,1,2.5');
    const b = table(path.join(own, 'b.csv'), header, 'fp8,0.1,8,0,nan', 'fp8,0.1,8,2,2.5');
    importTables(out, [source(a), source(b)]);
    const failed = () => contentOf(out).runs.filter(({ label }) => label === 'nonfinite');
    expect(failed()).toHaveLength(1);
    table(a, header, 'fp8,0.1,8,0,2.4', 'fp8,0.1,8,1,2.5');
    if (where === 'gone') renameSync(b, `${b}.moved`);
    const again = refresh(out);
    expect([again.read, again.growth.held]).toEqual([read, held]);
    expect(failed()).toHaveLength(1);
    expect(contentOf(out).runs).toHaveLength(3);
  });

  test('takes a row that was left out and is a run by now, and no longer counts it', () => {
    const { own } = twoTables();
    const out = path.join(own, 'left.precipice');
    const file = table(
      path.join(own, 'l.csv'),
      'lr,bs,seed,loss,state',
      '0.1,8,0,2.5,finished',
      '0.2,8,0,,running',
    );
    importTables(out, [source(file)]);
    expect(contentOf(out).facts.leftOut).toMatchObject([{ learningRate: 0.2, reason: 'not-ended', rows: 1 }]);
    table(file, 'lr,bs,seed,loss,state', '0.1,8,0,2.5,finished', '0.2,8,0,2.75,finished');
    expect(refresh(out).growth).toEqual({ added: 1, changed: 0, same: 1, gone: 0, held: 0 });
    expect(contentOf(out).facts).toMatchObject({ leftOut: [], skipped: 0 });
    expect(reading(out, (study) => study.eventsOfKind('import-skipped'))).toEqual([]);
  });

  test('finds an input that is named again, by whatever path, and reads it as that', () => {
    const { own, a, b, out } = twoTables();
    importTables(out, [source(a), source(b)]);
    appendFileSync(a, 'bf16,0.1,8,0,6,100\n');
    const { growth } = growStudy(out, [further(out, path.join(own, '..', path.basename(own), 'a.csv'))]);
    expect(growth).toEqual({ added: 1, changed: 0, same: 5, gone: 0, held: 0 });
    expect(reading(out, inputsOf)).toHaveLength(2);
  });
});
