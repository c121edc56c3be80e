// Compiles the AssemblyScript kernels to build/kernels.wasm, unless that file is already newer than every source.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const kernels = path.join(root, 'src-main/engine/devices/wasm/kernels');
const out = path.join(root, 'build/kernels.wasm');

function isFresh(): boolean {
  if (!existsSync(out)) return false;
  const built = statSync(out).mtimeMs;
  const sources = readdirSync(kernels, { recursive: true, encoding: 'utf8' });
  return [import.meta.filename, ...sources.map((name) => path.join(kernels, name))].every(
    (file) => statSync(file).mtimeMs < built,
  );
}

if (!isFresh()) {
  mkdirSync(path.dirname(out), { recursive: true });
  const compiler = createRequire(import.meta.url).resolve('assemblyscript/bin/asc.js');
  const features = ['simd', 'relaxed-simd', 'threads', 'bulk-memory', 'sign-extension', 'nontrapping-f2i'];
  const args = [
    path.join(kernels, 'index.ts'),
    '--outFile',
    out,
    '-O3',
    '--noAssert',
    '--runtime',
    'stub',
    '--disableWarning',
  ];
  args.push('--importMemory', '--sharedMemory', '--initialMemory', '1', '--maximumMemory', '65536');
  execFileSync(process.execPath, [compiler, ...args, ...features.flatMap((name) => ['--enable', name])], {
    stdio: ['ignore', 'inherit', 'inherit'],
    cwd: root,
  });
}
