// `precipice serve`: the app for a browser, on loopback unless told otherwise, until Ctrl-C.
import path from 'node:path';
import type { Command } from 'commander';
import { createCore, defaultLibraryFolder } from '../../api/core.ts';
import { startServer } from '../../server/server.ts';
import { onInterrupt } from '../interrupt.ts';
import { userPath } from '../paths.ts';
import { printJson, withJson, type JsonOption } from '../settings.ts';
import { integerArgument } from '../usage.ts';

interface Options extends JsonOption {
  readonly host: string;
  readonly port: number;
  readonly library?: string;
  readonly readOnly?: boolean;
  readonly allowCommand?: boolean;
}

const PAGES = path.resolve(import.meta.dirname, '../../../dist/renderer');

export function registerServe(program: Command): void {
  const command = program
    .command('serve')
    .description('serve the app to a browser and print its address')
    .argument('[files...]', 'study files to put on the list')
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--port <n>', 'port to listen on (0: any free one)', integerArgument('--port', 0), 0)
    .option('--library <folder>', 'folder of the studies (default: PRECIPICE_LIBRARY or ~/Precipice)')
    .option('--read-only', 'show studies and change nothing')
    .option('--allow-command', 'let commands of specs train runs here, each after it was shown and allowed');
  withJson(command).action(serve);
}

async function serve(files: readonly string[], options: Options): Promise<void> {
  const readOnly = options.readOnly ?? false;
  const libraryFolder = options.library === undefined ? defaultLibraryFolder() : userPath(options.library);
  const core = createCore({
    libraryFolder,
    reveal: null,
    readOnly,
    runsCommands: options.allowCommand ?? false,
  });
  for (const file of files) core.library.add(userPath(file));
  const { host, port } = options;
  const server = await startServer({ router: core.router, pages: PAGES, host, port, readOnly });
  if (options.json) printJson({ address: server.address, port: server.port, library: core.library.folder });
  else process.stdout.write(`Precipice is at ${server.address}\n`);
  if (!['127.0.0.1', '::1', 'localhost'].includes(host)) {
    process.stderr.write(
      `It listens on ${host}: other machines reach it too, and whoever has the address may use it.\n`,
    );
  }
  const interrupt = onInterrupt(() => process.stderr.write('Stopping; what is trained now stays planned.\n'));
  await new Promise((resolve) => interrupt.signal.addEventListener('abort', resolve, { once: true }));
  await core.sweeps.stopAll();
  await server.close();
  interrupt.dispose();
}
