// The router takes anything from anyone: every call ends with a result or a typed report, and none is a mistake of the program.
import { readdirSync, renameSync } from 'node:fs';
import { expect, test } from 'vitest';
import { contract, type ProcedureName } from '../../src-main/contract/contract.ts';
import { idOf } from '../../src-main/study/library.ts';
import fc from '../properties.ts';
import { makeStudy } from '../study/foreign-support.ts';
import { temporaryFolder, testCore, type TestCore } from './support.ts';

const NAMES = Object.keys(contract) as ProcedureName[];
/** Training and measuring are started by well-formed specs alone, which chance does not write. */
const ERRORS = ['bad-request', 'not-found', 'busy', 'refused', 'device', 'storage'];

/** These would take the study away or change it, or take nothing and two seconds. */
const UNASKED: readonly ProcedureName[] = ['library.remove', 'sweep.cancel', 'app.diagnose'];

async function answer(core: TestCore, procedure: string, input: unknown, readOnly = false): Promise<void> {
  const given = await core.router.call(procedure, input, { readOnly });
  if (given.kind === 'result') return;
  expect(ERRORS, `${procedure}(${JSON.stringify(input)}): ${given.error.message}`).toContain(
    given.error.code,
  );
  expect(given.error.message).toMatch(/\S/);
}

function coreWithStudy(): { core: TestCore; id: string } {
  const core = testCore();
  const file = core.library.freePath('small');
  makeStudy(file);
  return { core, id: idOf(file) };
}

const anything = fc.oneof(fc.anything({ withTypedArray: true, withNullPrototype: true }), fc.jsonValue());

test('any name with any input is answered', async () => {
  const { core } = coreWithStudy();
  const name = fc.oneof(
    fc.constantFrom(...NAMES),
    fc.constantFrom('constructor', '__proto__', ''),
    fc.string(),
  );
  await fc.assert(
    fc.asyncProperty(name, anything, (procedure, input) => answer(core, procedure, input)),
    { numRuns: 500 },
  );
});

test('inputs with the right names and any values are answered, and leave the study as it is', async () => {
  const { core, id } = coreWithStudy();
  const runs = await core.call('study.runs', { id });
  const value = fc.oneof(
    anything,
    fc.constantFrom(
      id,
      'x',
      '',
      0,
      -1,
      1e300,
      NaN,
      null,
      true,
      [],
      {},
      'svg',
      'html',
      'map',
      'surface',
      'auto',
      'csv',
    ),
    fc.uint8Array({ maxLength: 40 }),
  );
  const call = fc.constantFrom(...NAMES).chain((procedure) => {
    const { shape } = contract[procedure].input as unknown as { shape: Record<string, unknown> };
    const fields = Object.keys(shape).map((field) => {
      const mostlyRight = field === 'id' ? fc.oneof({ weight: 4, arbitrary: fc.constant(id) }, value) : value;
      return [field, fc.option(mostlyRight, { nil: undefined, freq: 9 })] as const;
    });
    return fc.record({ procedure: fc.constant(procedure), input: fc.record(Object.fromEntries(fields)) });
  });
  await fc.assert(
    fc.asyncProperty(call, async ({ procedure, input }) => {
      if (UNASKED.includes(procedure)) return;
      await answer(core, procedure, input);
    }),
    { numRuns: 800 },
  );
  expect((await core.call('study.runs', { id })).rows.map(({ tailLoss }) => tailLoss)).toEqual(
    runs.rows.map(({ tailLoss }) => tailLoss),
  );
});

test('a library whose folder is gone is a sentence in every procedure', async () => {
  const { core, id } = coreWithStudy();
  const elsewhere = temporaryFolder();
  renameSync(core.folder, `${elsewhere}/moved`);
  expect(await core.refusal('library.list', {})).toContain(
    `${core.folder} cannot be read: it is no longer there`,
  );
  for (const procedure of NAMES.filter((name) => name.startsWith('study.'))) {
    await answer(core, procedure, { id });
  }
  expect(readdirSync(elsewhere)).toEqual(['moved']);
});
