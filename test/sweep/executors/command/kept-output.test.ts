// What a trainer printed is kept in bounded memory, without secrets.
import { expect, test } from 'vitest';
import { KEPT_BYTES, KeptOutput } from '../../../../src-main/sweep/executors/command/kept-output.ts';
import { secretsRemover } from '../../../../src-main/sweep/executors/command/secrets.ts';

function kept(chunks: readonly string[], tidy = (text: string) => text): string {
  const output = new KeptOutput();
  for (const chunk of chunks) output.add(Buffer.from(chunk));
  return output.text(tidy);
}

const lines = (from: number, until: number) =>
  Array.from({ length: until - from }, (_, i) => `line ${String(from + i).padStart(7, '0')}\n`).join('');

test.each([0, 1, 1000, 5000, 10_000])('%i lines are kept as they are', (count) => {
  const text = lines(0, count);
  expect(kept([text])).toBe(text);
  expect(kept([text.slice(0, 77), text.slice(77)])).toBe(text);
});

test('of many more the first and the last are kept, whole lines, and what is left out is said', () => {
  const text = kept(Array.from({ length: 1000 }, (_, i) => lines(100 * i, 100 * i + 100)));
  expect(text.length).toBeLessThan(2 * KEPT_BYTES + 100);
  const shown = text.split('\n');
  expect([shown[0], shown.at(-2)]).toEqual(['line 0000000', 'line 0099999']);
  // 1,300,000 bytes, of which twice 64 KiB are kept.
  expect(shown.filter((line) => line.startsWith('…'))).toEqual(['… about 1,142 KiB left out …']);
  expect(shown.every((line) => /^line \d{7}$|^…|^$/.test(line))).toBe(true);
});

test('a line without an end is kept in part', () => {
  const text = kept(Array.from({ length: 100 }, () => 'x'.repeat(KEPT_BYTES)));
  expect(text.length).toBeLessThan(2 * KEPT_BYTES + 100);
});

test('no secret of the environment is kept, wherever it stands', () => {
  const secret = 'correct-horse-battery-staple';
  const tidy = secretsRemover({
    WANDB_API_KEY: secret,
    HOME: '/home/me',
    MAX_TOKENS: '1000000',
    MY_TOKEN: 'short',
  });
  const filler = 'y'.repeat(997);
  for (let shift = 0; shift < 40; shift++) {
    const text = 'z'.repeat(shift) + `${filler} ${secret}\n`.repeat(400);
    const shown = kept([text], tidy);
    expect(shown).toContain('<WANDB_API_KEY>');
    expect(shown).not.toContain('correct-horse');
    expect(shown).not.toContain('battery-staple');
  }
  expect(tidy('/home/me 1000000 short')).toBe('/home/me 1000000 short');
});

test.each([
  ['Authorization: Bearer abcdef1234567890', 'Authorization: Bearer <secret>'],
  ['token hf_abcdefghijklmnopqrstuvwx', 'token <secret>'],
  ['https://me:hunter22@example.org/x', 'https://me:<secret>@example.org/x'],
  ['api_key=0123456789abcdef', 'api_key=<secret>'],
  ['AKIAIOSFODNN7EXAMPLE', '<secret>'],
  ['tokens per iteration will be: 491,520', 'tokens per iteration will be: 491,520'],
  ['step 100: loss 2.3, tok/sec: 476,551', 'step 100: loss 2.3, tok/sec: 476,551'],
])('of "%s" what is kept is "%s"', (text, expected) => {
  expect(secretsRemover({})(text)).toBe(expected);
});
