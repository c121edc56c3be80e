// Makes dist/app, the folder that Electron runs and electron-builder packs: src-main as JavaScript file by file (Electron
// does not run TypeScript), the preload script in one file, the renderer, the kernels and the resources, all where the
// sources have them.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { build } from 'vite';

const ROOT = path.resolve(import.meta.dirname, '..');
const APP = path.join(ROOT, 'dist/app');

rmSync(APP, { recursive: true, force: true });
mkdirSync(APP, { recursive: true });
const compiler = path.join(
  path.dirname(createRequire(import.meta.url).resolve('typescript/package.json')),
  'bin/tsc',
);
execFileSync(process.execPath, [compiler, '-p', path.join(ROOT, 'scripts/tsconfig.app.json')], {
  stdio: 'inherit',
});
await build({
  configFile: false,
  root: ROOT,
  logLevel: 'warn',
  build: {
    outDir: path.join(APP, 'src-main/shell'),
    emptyOutDir: false,
    minify: false,
    lib: {
      entry: path.join(ROOT, 'src-main/shell/preload.ts'),
      formats: ['cjs'],
      fileName: () => 'preload.cjs',
    },
    rollupOptions: { external: ['electron'] },
  },
});
for (const part of ['resources', 'build/kernels.wasm', 'dist/renderer']) {
  cpSync(path.join(ROOT, part), path.join(APP, part), { recursive: true });
}
const { name, version, description, license, type, dependencies } = JSON.parse(
  readFileSync(path.join(ROOT, 'package.json'), 'utf8'),
) as Readonly<Record<string, unknown>>;
writeFileSync(
  path.join(APP, 'package.json'),
  JSON.stringify(
    { name, version, description, license, type, main: 'src-main/shell/main.js', dependencies },
    null,
    2,
  ),
);
