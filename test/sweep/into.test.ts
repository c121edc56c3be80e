// Grids trained into studies that have a part of them: imported ones, whose runs keep their origin, and such as were trained here.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';
import { decide } from '../../src-main/analysis/decision/decide.ts';
import { cautionSentences } from '../../src-main/report/cautions.ts';
import { runsCsv } from '../../src-main/report/csv.ts';
import { ENGLISH } from '../../src-main/report/language/language.ts';
import { mostShare } from '../../src-main/plan/refine.ts';
import { parseAnySpec, type AnySpec } from '../../src-main/spec/trainer.ts';
import { analyzeStudy } from '../../src-main/study/analyze-study.ts';
import { importTables } from '../../src-main/study/import/create.ts';
import { growStudy } from '../../src-main/study/import/grow.ts';
import { guessMapping } from '../../src-main/study/import/guess/guess.ts';
import { readPlace } from '../../src-main/study/import/place.ts';
import { refreshStudy } from '../../src-main/study/import/refresh.ts';
import { openStudy, type Study } from '../../src-main/study/study.ts';
import {
  begin,
  beginInto,
  carryOut,
  goOn,
  previewInto,
  type Prepared,
} from '../../src-main/sweep/conductor.ts';
import { refinementOf } from '../../src-main/sweep/refined-sweep.ts';

const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'precipice-into-')));
afterAll(() => rmSync(folder, { recursive: true }));
let made = 0;

const SCRIPT = path.join(import.meta.dirname, 'executors/command/nanogpt-like.ts');
const PLACES =
  '--learning_rate={learning_rate} --batch_size={batch_size} --seed={seed} --max_iters={steps} --dtype={recipe}';
const RATES = [0.01, 0.1, 0.3];

function specOf(changes: object = {}): AnySpec {
  return parseAnySpec({
    name: 'missing',
    trainer: {
      command: `"${process.execPath}" "${SCRIPT}" ${PLACES}`,
      folder: import.meta.dirname,
      reports: 'nanogpt',
      concurrency: 2,
    },
    recipes: ['bfloat16', 'float8'],
    learningRates: RATES,
    batchSizes: [8],
    seeds: 2,
    steps: 100,
    ...changes,
  });
}

const HEADER = 'recipe,lr,bs,seed,loss,steps';
const line = (recipe: string, rate: number, seed: number, loss: string | number = 2 + seed / 1000) =>
  `${recipe},${rate},8,${seed},${loss},100`;
/** All of the baseline; of the recipe its lowest learning rate, as another program wrote it. */
const ROWS = [
  ...RATES.flatMap((rate) => [0, 1].map((seed) => line('bfloat16', rate, seed))),
  ...[0, 1].map((seed) => line('float8', 0.0100000001, seed)),
];

function imported(rows: readonly string[] = ROWS): { readonly study: string; readonly table: string } {
  const own = path.join(folder, String(made++));
  mkdirSync(own);
  const [study, table] = [path.join(own, 'study.precipice'), path.join(own, 'runs.csv')];
  writeFileSync(table, `${[HEADER, ...rows].join('\n')}\n`);
  const source = readPlace(table);
  importTables(study, [{ source, mapping: { ...guessMapping(source.table), vocabulary: 65 } }]);
  return { study, table };
}

function reading<Result>(file: string, read: (study: Study) => Result): Result {
  const study = openStudy(file, 'read');
  try {
    return read(study);
  } finally {
    study.close();
  }
}

const order = () => ({
  executing: { kind: 'here', device: 'auto', threads: null } as const,
  permission: 'every-command' as const,
  signal: new AbortController().signal,
});

async function trained(prepared: Prepared | null): Promise<void> {
  const ending = await carryOut(prepared!, { whenStopped: 'leave-tasks' });
  prepared!.study.close();
  await prepared!.runner.close();
  expect(ending).toMatchObject({ outcome: 'done', failed: 0 });
}

const sha256 = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex');
const runsOf = (file: string) => reading(file, (study) => study.runs());
const importedOnly = (file: string) => runsOf(file).filter(({ origin }) => origin === 'imported');

describe('What an imported study lacks of a grid', () => {
  test('is trained, and nothing else; each run has its origin, and what was imported is untouched', async () => {
    const { study, table } = imported();
    const before = importedOnly(study);
    const bytes = sha256(study);
    const { had, missing } = previewInto(study, specOf());
    expect(had).toEqual({ imported: 8, trained: 0, waiting: 0, withoutResult: 0 });
    expect(missing.map(({ recipe, learningRate, seed }) => [recipe, learningRate, seed])).toEqual(
      [0.1, 0.3].flatMap((rate) => [0, 1].map((seed) => ['float8', rate, seed])),
    );
    expect(sha256(study)).toBe(bytes);

    await trained(await beginInto(study, specOf(), order()));
    expect(importedOnly(study)).toEqual(before);
    const added = runsOf(study).filter(({ origin }) => origin === 'trained');
    expect(added.map(({ label }) => label)).toEqual(['nonfinite', 'nonfinite', 'nonfinite', 'nonfinite']);
    // It has all of them now.
    expect(await beginInto(study, specOf(), order())).toBeNull();

    reading(study, (open) => {
      const analysis = analyzeStudy(open);
      expect(analysis.origins).toEqual({
        imported: 8,
        trained: 4,
        apart: [{ recipe: 'float8', settings: 2 }],
      });
      const decision = decide(analysis, 'float8');
      expect(decision).toMatchObject({ verdict: 'undecided' });
      expect((decision as { withheld: unknown }).withheld).toContainEqual({ reason: 'origins-apart' });
      expect(cautionSentences(analysis, ENGLISH).slice(0, 2).join(' ')).toMatch(
        /8 finished runs were imported and 4 trained here: .* not known to share .* At 2 settings float8 and bfloat16 do not have the same seeds of imported/,
      );
      const [header, ...lines] = runsCsv(open.runs(), open.info()).trim().split('\n');
      const at = header!.split(',').indexOf('origin');
      expect(lines.map((each) => each.split(',').at(at))).toEqual([
        ...Array<string>(8).fill('imported'),
        ...Array<string>(4).fill('trained'),
      ]);
      // An imported run is not the twin of one that was trained here.
      const twin = header!.split(',').indexOf('twin_label');
      expect(lines.slice(8).map((each) => each.split(',').at(twin))).toEqual(['', '', '', '']);
      expect(open.integrityProblems()).toEqual([]);
    });

    // Read again with a run more, one in the place of a trained run that ended better, and one that ended worse.
    const trainedBefore = runsOf(study).filter(({ origin }) => origin === 'trained');
    writeFileSync(
      table,
      `${[HEADER, ...ROWS, line('bfloat16', 0.1, 5), line('float8', 0.1, 0, 2.5)].join('\n')}\n`,
    );
    expect(refreshStudy(study).growth).toMatchObject({ added: 1, same: 8 });
    expect(runsOf(study).filter(({ origin }) => origin === 'trained')).toEqual(trainedBefore);
    expect(importedOnly(study)).toHaveLength(9);
    reading(study, (open) => expect(open.info().spec.training).toBeDefined());
  });

  test('has the same seeds of both recipes where a verdict is wanted', async () => {
    const { study } = imported(ROWS.filter((row) => row.includes(',0.1,')));
    // Seeds that nobody has yet.
    await trained(await beginInto(study, specOf({ seeds: [7, 8], learningRates: [0.01, 0.1] }), order()));
    reading(study, (open) => {
      const { origins } = analyzeStudy(open);
      // Where one would train, the baseline has imported runs as well and the recipe has none.
      expect(origins?.apart.map(({ recipe }) => recipe) ?? []).toEqual(['float8']);
    });
  });

  test('is refined from what the imported runs tell', async () => {
    const rates = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1];
    const rows = rates.flatMap((rate) =>
      [0, 1].map((seed) => line('bfloat16', rate, seed, rate > 0.5 ? 'nan' : 2.5)),
    );
    const { study } = imported(rows);
    const spec = specOf({ learningRates: rates, refine: 0.5 });
    expect(previewInto(study, spec).missing).toHaveLength(14);
    await trained(await beginInto(study, spec, order()));
    reading(study, (open) => {
      const refinement = refinementOf(open)!;
      // What was imported has cost nothing, and buys nothing.
      expect(refinement).toMatchObject({ isDone: true, runs: 14 });
      expect(refinement.share).toBeLessThanOrEqual(mostShare(spec));
      const left = open.counts().planned;
      expect(left).toBeGreaterThan(0);
      expect(left).toBeLessThan(14);
      expect(
        open.runs().filter(({ recipe, origin }) => recipe === 'bfloat16' && origin === 'trained'),
      ).toEqual([]);
    });
  });

  test.each([
    [
      'steps',
      { steps: 1000 },
      /^steps is 1000 in the row 8; it must be 100, as of the imported runs there\.$/,
    ],
    [
      'thresholds',
      { thresholds: { stalledShare: 0.3 } },
      /^thresholds\.stalledShare is 0\.3; it must be left out or /,
    ],
    ['recipes', { recipes: ['bfloat16', 'FP8'], baseline: 'bfloat16' }, null],
    [
      'spelling',
      { recipes: ['bf16', 'float8'], baseline: 'bf16' },
      /^recipes\[0\] is "bf16"; it must be "bfloat16"/,
    ],
    [
      'baseline',
      { baseline: 'float8' },
      /^baseline is "float8"; it must be "bfloat16", that of the study\.$/,
    ],
  ] as const)(
    'is refused by a spec of other %s, and the file keeps its bytes',
    async (_, changes, sentence) => {
      const { study } = imported();
      const bytes = sha256(study);
      const asked = beginInto(study, specOf(changes), order());
      await expect(asked).rejects.toThrow(sentence ?? /^recipes\[1\] is "FP8"; it must be "float8"/);
      expect(sha256(study)).toBe(bytes);
      expect(existsSync(`${study}-wal`)).toBe(false);
    },
  );

  test('of a name that no recipe of this program has is asked for by an entry that has it', () => {
    const { study } = imported([line('bf16', 0.1, 0)]);
    const model = { layers: 1, width: 8, heads: 2, context: 8 };
    const own = (baseline: unknown) =>
      parseAnySpec({
        name: 'own',
        model,
        recipes: [baseline, 'mxfp8'],
        learningRates: [0.1],
        batchSizes: [8],
        seeds: 1,
        steps: 100,
      });
    const asked = '{ "name": "bf16", "extends": "bf16-mixed" }';
    expect(() => previewInto(study, own('bf16-mixed'))).toThrow(
      `recipes[0] is "bf16-mixed"; it must be ${asked}, as the study calls it,`,
    );
    expect(previewInto(study, own(JSON.parse(asked))).missing).toHaveLength(1);
  });

  test('is not trained into runs that were labelled by their file', async () => {
    const own = path.join(folder, String(made++));
    mkdirSync(own);
    const [study, table] = [path.join(own, 'study.precipice'), path.join(own, 'runs.csv')];
    writeFileSync(table, `${HEADER},label\n${line('bfloat16', 0.1, 0)},ok\n`);
    const source = readPlace(table);
    importTables(study, [{ source, mapping: { ...guessMapping(source.table), vocabulary: 65 } }]);
    await expect(beginInto(study, specOf(), order())).rejects.toThrow(/import them anew without that column/);
  });

  test('is there in whole after a kill in its midst and a resume', async () => {
    const { study } = imported();
    const spec = path.join(path.dirname(study), 'spec.json');
    const slow = specOf() as AnySpec & { trainer: { command: string } };
    const command = slow.trainer.command.replace('--max_iters={steps}', '--max_iters={steps} --slow=300');
    writeFileSync(spec, JSON.stringify({ ...slow, trainer: { ...slow.trainer, command, concurrency: 1 } }));
    const main = path.resolve(import.meta.dirname, '../../src-main/cli/main.ts');
    const child = spawn(process.execPath, [main, 'sweep', spec, '--into', study, '--allow-command'], {
      stdio: 'ignore',
    });
    const ended = new Promise((resolve) => child.on('exit', resolve));
    while (child.exitCode === null && runsOf(study).length === 8) await sleep(100);
    child.kill('SIGKILL');
    await ended;
    expect(importedOnly(study)).toHaveLength(8);
    const open = openStudy(study, 'write');
    const prepared = await goOn(study, open, 'resume', { ...order(), text: null });
    if (prepared) await trained(prepared);
    else open.close();
    expect(runsOf(study).map(({ state }) => state)).toEqual(Array<string>(12).fill('finished'));
    reading(study, (whole) => expect(whole.integrityProblems()).toEqual([]));
  });
});

describe('A study that was trained here', () => {
  test('is extended by seeds, learning rates and recipes of a spec that agrees in all else', async () => {
    const file = path.join(folder, 'own.precipice');
    const small = { learningRates: [0.01], seeds: 1, recipes: ['bfloat16'] };
    await trained(await begin(file, specOf(small), order()));
    const wider = specOf({ learningRates: [0.01, 0.1], seeds: [0, 3] });
    expect(previewInto(file, wider)).toMatchObject({ had: { trained: 1 }, numberedRuns: null });
    await trained(await beginInto(file, wider, order()));
    expect(runsOf(file)).toHaveLength(8);
    reading(file, (study) => {
      expect(study.info().recipes).toEqual(['bfloat16', 'float8']);
      expect(analyzeStudy(study).origins).toBeNull();
    });
    const bytes = sha256(file);
    const otherwise: readonly (readonly [object, RegExp])[] = [
      [{ steps: 50 }, /^steps is 50; it must be 100, as in the study\.$/],
      [
        { trainer: { ...(wider as { trainer?: object }).trainer, command: `python x.py ${PLACES}` } },
        /^trainer\.command is /,
      ],
    ];
    for (const [changes, sentence] of otherwise) {
      await expect(beginInto(file, specOf({ ...changes, seeds: 9 }), order())).rejects.toThrow(sentence);
    }
    expect(sha256(file)).toBe(bytes);
  });
});

test('An imported run in the place of one that was trained here stays where it ended worse, and else gives way', async () => {
  const { study, table } = imported(ROWS.slice(0, 6));
  await trained(await beginInto(study, specOf({ learningRates: [0.01] }), order()));
  const more = path.join(path.dirname(table), 'more.csv');
  writeFileSync(more, `${[HEADER, line('float8', 0.01, 0, 'nan'), line('float8', 0.01, 1, 2)].join('\n')}\n`);
  const source = readPlace(more);
  const mapping = { ...guessMapping(source.table), vocabulary: 65 };
  const { growth } = growStudy(study, [{ source, mapping }]);
  expect(growth).toMatchObject({ added: 1, same: 6 });
  const there = runsOf(study).filter(({ recipe }) => recipe === 'float8');
  expect(there.map(({ seed, origin }) => [seed, origin])).toEqual([
    [0, 'trained'],
    [1, 'trained'],
    // The lowest number that no run of its cell has.
    [2, 'imported'],
  ]);
});
