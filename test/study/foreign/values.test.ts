// Values that anyone may put into a study: a correct reading or one sentence that names the field, and names stay text.
import Database from 'better-sqlite3';
import { copyFileSync, rmSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { unseal } from '../../../src-main/study/seal.ts';
import { statementsOf } from '../../../src-main/study/statements.ts';
import { writeChecksums } from '../../../src-main/study/sums.ts';
import { processorSeconds } from '../../processor-time.ts';
import fc from '../../properties.ts';
import {
  contents,
  exportAll,
  makeStudy,
  readAll,
  RECIPES,
  refusalOf,
  refusalOfExport,
} from '../foreign-support.ts';
import { foreignStudy, soon } from './support.ts';

const { change, file, whole } = foreignStudy();

describe('values', () => {
  test.each([
    ['UPDATE run SET state = ? WHERE id = 3', 'plumned', 'state of run 3 is "plumned"'],
    ['UPDATE run SET label = ? WHERE id = 3', 'fine', 'label of run 3 is "fine"'],
    ['UPDATE run SET learning_rate = ? WHERE id = 3', -1, 'learning_rate of run 3 is -1'],
    ['UPDATE run SET learning_rate = ? WHERE id = 3', Infinity, 'learning_rate of run 3 is'],
    ['UPDATE run SET batch_size = ? WHERE id = 3', 0, 'batch_size of run 3 is 0'],
    ['UPDATE run SET end_step = ? WHERE id = 3', 2n ** 60n, 'end_step of run 3 is'],
    ['UPDATE study SET thresholds = ?', '{"tailSteps": 0}', 'thresholds.tailSteps of study 1 is'],
    ['UPDATE study SET recipes = ?', '{}', 'recipes of study 1 is "{}"'],
    ['UPDATE study SET spec = ?', '{"imported": 7}', 'spec.imported of study 1 is'],
    ['UPDATE study SET text_facts = ?', 'not JSON', 'text_facts of study 1 is "not JSON"'],
    ['UPDATE environment SET facts = ?', '[{}]', 'facts of environment 1 is'],
    ['UPDATE event SET details = ? WHERE id = 1', '{', 'details of event 1 is "{"'],
    ["UPDATE event SET details = ? WHERE kind = 'program'", '[]', 'details of the program of run'],
    [
      "UPDATE event SET details = ? WHERE kind = 'trigger'",
      '{"step":1,"under":"x","costSteps":0}',
      'trigger of run',
    ],
    [
      "UPDATE curve SET points = ? WHERE name = 'recipe'",
      Buffer.from(Float32Array.of(7).buffer),
      'the recipe curve of run',
    ],
    ['UPDATE curve SET points = ? WHERE run_id = 2', Buffer.alloc(7), 'points of curve 2 is 7 bytes'],
    [
      'UPDATE site_statistics SET points = ? WHERE run_id = 2',
      Buffer.alloc(8),
      'points of site_statistics 2 is',
    ],
    ['UPDATE site_statistics SET sites = ? WHERE run_id = 2', '[1]', 'sites.0 of site_statistics 2 is "[1]"'],
    ['DELETE FROM study WHERE id > ?', 0, 'it has no name and no spec'],
  ])('%s %o gives a sentence that names the field', (sql, value, sentence) => {
    change(sql, value);
    expect(refusalOf(() => readAll(file))).toContain(sentence);
  });

  test('a curve of NaN and infinities is read and drawn', async () => {
    change('UPDATE curve SET points = ?', Buffer.from(Float32Array.of(NaN, Infinity, -Infinity, -0).buffer));
    change("DELETE FROM curve WHERE name = 'recipe'");
    expect(refusalOf(() => readAll(file))).toBeNull();
    expect(await refusalOfExport(file)).toBeNull();
  });

  const extreme = fc.oneof(
    fc.double({ noNaN: true }),
    fc.constantFrom(0, -0, 5e-324, 1e308, -1e308, Infinity, -Infinity),
  );
  const whole64 = fc.oneof(
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    fc.integer({ min: -2, max: 3 }),
  );
  const hostileText = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('', '\u0000', '\ud800', '__proto__'),
  );
  const columns = {
    real: ['learning_rate', 'start_loss', 'tail_loss', 'validation_loss', 'loss_spike_score', 'seconds'],
    whole: [
      'batch_size',
      'seed',
      'planned_steps',
      'end_step',
      'nonfinite_step',
      'longest_spike',
      'provisional',
    ],
    text: ['recipe', 'label', 'reason', 'state', 'nonfinite_tensor', 'device'],
  };
  const json = fc.oneof(fc.json(), hostileText);
  const edits = fc.oneof(
    fc.record({ sql: fc.constantFrom(...columns.real.map(updateRun)), value: extreme }),
    fc.record({ sql: fc.constantFrom(...columns.whole.map(updateRun)), value: whole64 }),
    fc.record({ sql: fc.constantFrom(...columns.text.map(updateRun)), value: hostileText }),
    fc.record({
      sql: fc.constantFrom(
        ...['spec', 'text_facts', 'recipes', 'thresholds', 'baseline', 'name'].map(
          (name) => `UPDATE study SET ${name} = ?`,
        ),
        'UPDATE environment SET facts = ?',
        'UPDATE event SET details = ?',
        'UPDATE site_statistics SET sites = ?',
        'UPDATE site_statistics SET steps = ?',
        'UPDATE checkpoint SET run_ids = ?',
      ),
      value: json,
    }),
    fc.record({
      sql: fc.constantFrom(
        'UPDATE curve SET points = ? WHERE run_id = 1',
        'UPDATE site_statistics SET points = ?',
        'UPDATE checkpoint_part SET bytes = ?',
      ),
      value: fc.uint8Array({ maxLength: 64 }).map((array) => Buffer.from(array)),
    }),
  );
  function updateRun(column: string): string {
    return `UPDATE OR IGNORE run SET ${column} = ? WHERE id % 3 = 1`;
  }

  test('any value in any column gives a reading or a sentence', () => {
    fc.assert(
      fc.property(fc.array(edits, { minLength: 1, maxLength: 2 }), (list) => {
        copyFileSync(whole, file);
        for (const { sql, value } of list) change(sql, value);
        soon(() => refusalOf(() => readAll(file)));
      }),
      { numRuns: 60 },
    );
  });

  // Ten pictures, the report, data and the terminal's map together.
  const LONGEST_EXPORTS = 30;
  test('and gives pictures and reports, or a sentence', async () => {
    await fc.assert(
      fc.asyncProperty(edits, async ({ sql, value }) => {
        copyFileSync(whole, file);
        change(sql, value);
        const begun = processorSeconds();
        await refusalOfExport(file);
        expect(processorSeconds() - begun).toBeLessThan(LONGEST_EXPORTS);
      }),
      { numRuns: 12 },
    );
  });
});

describe('names', () => {
  const HOSTILE =
    '<script>alert(1)</script>"\'><img src=x onerror=alert(1)>\u001b]0;owned\u0007\u001b[2J\u009b31m';
  const ESCAPES = /[\u0000-\u0008\u000b-\u001a\u001c-\u001f\u007f-\u009f]|\u001b(?!\[[0-9;]*m)/;

  test('stay text in every picture, report and terminal', async () => {
    rmSync(file);
    const recipe = `fp8 ${HOSTILE}`;
    makeStudy(file, {
      name: HOSTILE,
      recipes: [RECIPES[0], recipe],
      runs: contents().runs.map((run) => (run.recipe === RECIPES[1] ? { ...run, recipe } : run)),
    });
    unseal(file);
    const database = new Database(file);
    database.prepare('UPDATE run SET reason = ?, device = ?').run(HOSTILE, HOSTILE);
    database.prepare('UPDATE event SET message = ?').run(HOSTILE);
    database.prepare('UPDATE study SET text_facts = json_set(text_facts, ?, ?)').run('$.name', HOSTILE);
    writeChecksums(statementsOf(database));
    database.close();
    const made = await exportAll(file, 'ja');
    const terminal = made.pop()!;
    expect(terminal).not.toMatch(ESCAPES);
    const marked = made.filter((text) => text.startsWith('<'));
    expect(marked.length).toBeGreaterThan(5);
    for (const text of marked) {
      expect(text).not.toContain('<script');
      expect(text).not.toContain('<img src=x');
      expect(text).not.toMatch(ESCAPES);
      expect(text).toContain('&lt;script&gt;');
    }
  });
});
