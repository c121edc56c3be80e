// `npm start`: the desktop app where Electron's runtime and a display are there, and otherwise the same app for a browser,
// with one sentence that says why. Study files named as arguments are opened.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '..');
const require = createRequire(import.meta.url);
const files = process.argv.slice(2);
/** Seconds that Electron's runtime may take to be fetched on the first start; a machine without a network gives up sooner. */
const FETCH_SECONDS = 300;

function run(command: string, args: readonly string[], timeout?: number): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: ROOT,
      stdio: 'inherit',
      ...(timeout && { timeout: timeout * 1000 }),
    });
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
    child.on('error', () => resolve(1));
    child.on('exit', (code) => resolve(code ?? 1));
  });
}

function hasDisplay(): boolean {
  return process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
}

/** Electron's executable; null where its runtime is neither here nor to be had. */
async function electron(): Promise<string | null> {
  const folder = path.dirname(require.resolve('electron/package.json'));
  if (!process.env.ELECTRON_OVERRIDE_DIST_PATH && !existsSync(path.join(folder, 'path.txt'))) {
    process.stderr.write('Fetching the runtime of Electron, once ...\n');
    if ((await run(process.execPath, [path.join(folder, 'install.js')], FETCH_SECONDS)) !== 0) return null;
  }
  return require('electron') as string;
}

/** Why there is no window; null where there may be one. */
function obstacle(): string | null {
  if (!hasDisplay()) return 'there is no display';
  // Chromium has no sandbox for root and does not start.
  return process.platform === 'linux' && process.getuid?.() === 0 ? 'Electron does not run as root' : null;
}

async function start(): Promise<number> {
  const why = obstacle();
  const executable = why === null ? await electron() : null;
  if (executable !== null) {
    await import('./build-app.ts');
    return run(executable, [path.join(ROOT, 'dist/app'), ...files.map((file) => path.resolve(file))]);
  }
  process.stderr.write(
    `No window, because ${why ?? 'the runtime of Electron cannot be fetched'}; open the address below in a browser. Ctrl-C ends it.\n`,
  );
  return run(process.execPath, [path.join(ROOT, 'src-main/cli/main.ts'), 'serve', ...files]);
}

process.exitCode = await start();
