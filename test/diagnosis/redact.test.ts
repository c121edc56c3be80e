import { accessSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { redact } from '../../src-main/diagnosis/redact.ts';
import fc from '../properties.ts';

const PROGRAM = '/home/ann/dev/precipice';
const redacted = (text: string) => redact(text, PROGRAM);

test.each([
  ['/home/ann/work/x.precipice does not exist.', '<path>/x.precipice does not exist.'],
  ['/home/ann/a b/c, d; e/x.csv is empty.', '<path>/x.csv is empty.'],
  [
    "ENOENT: no such file or directory, open '/home/ann/a b/x'",
    "ENOENT: no such file or directory, open '<path>",
  ],
  [
    "The text /srv/Bob's (old) texts/b.txt cannot be read (EACCES: permission denied, open '/srv/Bob's (old) texts/b.txt').",
    "The text <path>/b.txt'). [EACCES]",
  ],
  ['The library folder /data/My Lib cannot be made: ENOSPC.', 'The library folder <path> [ENOSPC]'],
  ['C:\\Users\\Ann Lee\\Studies\\a.precipice is damaged.', '<path>/a.precipice is damaged.'],
  ['\\\\server\\share\\secret plans\\a.db', '<path>/a.db'],
  ['~/secret plans/a.json', '<path>/a.json'],
  ['../secret plans/a.json', '<path>/a.json'],
  ['file:///home/ann/a%20b/x.csv', '<path>/x.csv'],
  ['one\n/home/ann/two\nthree', 'one\n<path>\nthree'],
  [
    '    at read (file:///home/ann/dev/precipice/src-main/study/open.ts:12:3)',
    '    at read (<precipice>/src-main/study/open.ts:12:3)',
  ],
  ['/home/ann/dev/precipice/secret/a.csv', '<path>/a.csv'],
  ['http://127.0.0.1:4000/#token=abc-DEF_1', 'http://127.0.0.1:4000/#token=<token>'],
  ['{"token":"abc"}', '{"token":"<token>"}'],
])('%s', (text, expected) => {
  expect(redacted(text)).toBe(expected);
});

test.each([
  '/dev/dri/renderD128: Permission denied',
  'libcuda.so.1 is not in /usr/lib/x86_64-linux-gnu',
  'C:\\Windows\\System32\\vulkan-1.dll is missing',
  '1.2k lane-steps/s, 24/216 runs, and/or 3 / 4',
  'Device webgpu: NVIDIA H100 (vulkan), 64 lanes.',
  'It listens on http://127.0.0.1:4000/',
])('what is not the user’s stays: %s', (text) => {
  expect(redacted(text)).toBe(text);
});

describe('no name of a folder is left', () => {
  // A marker that nothing else has, amid whatever a folder may be called.
  const folder = fc
    .tuple(
      fc.stringMatching(/^([\p{L}\p{N}';(.!@_-][\p{L}\p{N} ,;:.()'"`<>|!#$%&+=@_-]{0,8})?$/u),
      fc.stringMatching(/^[\p{L}\p{N} ,;.()'"_-]{0,8}$/u),
    )
    .map(([before, after]) => `${before}SECRET${after}`);
  const sentences = [
    (path: string) => `${path} does not exist; resume it, or choose another file.`,
    (path: string) => `The text ${path} has 3 bytes; it must have at least 10000.`,
    (path: string) =>
      `The library folder ${path} cannot be made: EACCES: permission denied, mkdir '${path}'.`,
    (path: string) => `Error: ${path}\n    at open (file://${path}:1:2)\n    at ${path}:3:4`,
    (path: string) => `1/2 runs, ${path}, 12 lane-steps/s, "${path}"`,
  ];

  test.each(['/', '/home/ann/', 'C:\\', '\\\\server\\', '~/', '../'])('of a path under %s', (root) => {
    const separator = root.includes('\\') ? '\\' : '/';
    fc.assert(
      fc.property(
        fc.array(folder, { minLength: 1, maxLength: 4 }),
        fc.constantFrom('', 'a.csv', 'study.precipice', 'a b.txt'),
        fc.constantFrom(...sentences),
        (folders, file, sentence) => {
          const path = `${root}${[...folders, ...(file === '' ? [] : [file])].join(separator)}`;
          expect(redacted(sentence(path))).not.toContain('SECRET');
        },
      ),
      { numRuns: 2000 },
    );
  });

  test.each(['/nowhere/SECRET a/b', "/nowhere/SECRET's/b, c/d.csv"])('of what Node says about %s', (path) => {
    for (const fail of [() => readFileSync(path), () => accessSync(path)]) {
      expect(fail).toThrow('SECRET');
      try {
        fail();
      } catch (error) {
        expect(redacted(String((error as Error).stack))).not.toContain('SECRET');
      }
    }
  });
});
