// What `serve` does in a clone whose page was never built.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { builtPages } from '../../src-main/cli/built-pages.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'precipice-clone-'));
afterAll(() => rmSync(folder, { recursive: true }));

function clone(name: string, builder: string | null): string {
  const root = path.join(folder, name);
  mkdirSync(path.join(root, 'scripts'), { recursive: true });
  if (builder !== null) writeFileSync(path.join(root, 'scripts/build-renderer.ts'), builder);
  return root;
}

test('it is built once, for production', () => {
  const builder = `import { mkdirSync, writeFileSync } from 'node:fs';
    mkdirSync('dist/renderer', { recursive: true });
    writeFileSync('dist/renderer/index.html', process.env.NODE_ENV);`;
  const root = clone('fresh', builder);
  const pages = path.join(root, 'dist/renderer');
  expect(builtPages(root)).toBe(pages);
  writeFileSync(path.join(root, 'scripts/build-renderer.ts'), 'throw new Error("built again");');
  expect(builtPages(root)).toBe(pages);
});

test.each([
  ['there is nothing to build it with', null],
  ['building it fails', 'process.exitCode = 1;'],
])('where %s, the sentence says what to run', (name, builder) => {
  expect(() => builtPages(clone(name, builder))).toThrow(
    /^The page of the app is missing in .*; "npm ci && npm run build" makes it\.$/,
  );
});
