import { expect, test } from 'vitest';
import { mappingOf, optionsFor } from '../../../src-main/cli/import-options.ts';
import { guessMapping } from '../../../src-main/study/import/guess/guess.ts';
import { readTable } from '../../../src-main/study/import/read.ts';
import { mustAgreeWith, rememberedMapping } from '../../../src-main/study/import/remembered.ts';

const tableOf = (...lines: readonly string[]) =>
  readTable({ fileName: 'runs.csv', bytes: new TextEncoder().encode(lines.join('\n')) });

const A = tableOf('lr,peak,bs,seed,loss,val_loss', '0.1,0.2,8,0,2.5,2.6');
const SAID = { ...guessMapping(A), vocabulary: 65, emptyLoss: 'diverged', recipe: 'bf16' } as const;
/** What its user said instead of what is guessed. */
const MAPPED = { ...SAID, columns: { ...SAID.columns, learningRate: 'peak', tailLoss: 'val_loss' } };
const EARLIER = [{ name: 'a.csv', mapping: MAPPED }];

test('a further input with the same columns is read as the one before, but for the name of its recipe', () => {
  const mapping = rememberedMapping(
    tableOf('lr,peak,bs,seed,loss,val_loss,extra', '0.1,0.3,8,1,2,3,x'),
    EARLIER,
  );
  expect(mapping).toEqual({ ...MAPPED, recipe: null });
});

test('a vocabulary that a table says itself is never that of the one before', () => {
  const small = tableOf('lr,bs,seed,loss,vocab_size', '0.1,8,0,4.1,65');
  const large = tableOf('lr,bs,seed,loss,vocab_size', '0.1,8,0,4.1,50257');
  expect(rememberedMapping(small, [{ name: 'a.csv', mapping: guessMapping(large) }])).toMatchObject({
    vocabulary: 65,
  });
});

test('one with other columns is guessed, and what holds for all runs stays', () => {
  const other = tableOf('learning_rate,batch_size,seed,train_loss', '0.1,8,1,2');
  const mapping = rememberedMapping(other, EARLIER);
  expect(mapping.columns).toEqual(guessMapping(other).columns);
  expect(mapping).toMatchObject({ vocabulary: 65, emptyLoss: 'diverged', recipe: null });
  expect(() => mustAgreeWith(EARLIER, { name: 'b.csv', mapping }, other)).not.toThrow();
});

test('a level that was said is the same in the unit of other losses', () => {
  const earlier = [{ name: 'a.csv', mapping: { ...MAPPED, failedAbove: Math.log(8) } }];
  const bits = tableOf('learning_rate,batch_size,seed,bpb', '0.1,8,1,2');
  const perplexities = tableOf('learning_rate,batch_size,seed,perplexity', '0.1,8,1,20');
  expect(rememberedMapping(bits, earlier)).toMatchObject({ lossUnit: 'bits' });
  expect(rememberedMapping(bits, earlier).failedAbove).toBeCloseTo(3, 12);
  expect(rememberedMapping(perplexities, earlier).failedAbove).toBeCloseTo(8, 12);
});

test('another column than that of an input before, which it has as well, is refused by the name of the field', () => {
  const refusal = (changes: Partial<typeof MAPPED>) => () =>
    mustAgreeWith(EARLIER, { name: 'b.csv', mapping: { ...MAPPED, ...changes } }, A);
  expect(refusal({ columns: { ...MAPPED.columns, learningRate: 'lr' } })).toThrow(
    'learningRate is column lr for b.csv, and column peak, which it has as well, for a.csv; the runs of one study must be read alike.',
  );
  expect(refusal({ columns: { ...MAPPED.columns, seed: null } })).toThrow('seed is no column for b.csv');
  expect(refusal({ lossUnit: 'bits' })).toThrow(
    'lossUnit is bits for b.csv and nats for a.csv, of the same column val_loss',
  );
  expect(refusal({ rateScale: 'log10' })).toThrow('rateScale is log10 for b.csv and linear for a.csv');
  expect(refusal({})).not.toThrow();
});

test('of several inputs, an option that names a column is for those that have it', () => {
  const B = tableOf('learning_rate,batch_size,seed,train_loss', '0.1,8,1,2');
  const both = [{ table: A }, { table: B }];
  const options = { learningRate: 'peak', vocabulary: 65 };
  const rateOf = (table: typeof A) => {
    const { columns, vocabulary } = mappingOf(table, optionsFor(table, both, options), guessMapping(table));
    return [columns.learningRate, vocabulary];
  };
  expect(rateOf(A)).toEqual(['peak', 65]);
  expect(rateOf(B)).toEqual(['learning_rate', 65]);
  // One that none of them has is wrong for each.
  expect(optionsFor(A, both, { learningRate: 'rate' })).toEqual({ learningRate: 'rate' });
});
