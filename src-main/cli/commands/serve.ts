// `precipice serve`: the app for a browser, on loopback unless told otherwise, until Ctrl-C.
import path from 'node:path';
import { Option, type Command } from 'commander';
import { createCore, defaultLibraryFolder } from '../../api/core.ts';
import { isLoopback } from '../../server/policy.ts';
import { startServer } from '../../server/server.ts';
import { builtPages } from '../built-pages.ts';
import { onInterrupt } from '../interrupt.ts';
import { print, printJson, say } from '../output.ts';
import { userPath } from '../paths.ts';
import { withJson, type JsonOption } from '../settings.ts';
import { integerArgument } from '../usage.ts';

interface Options extends JsonOption {
  readonly host: string;
  readonly port: number;
  readonly library?: string;
  readonly readOnly?: boolean;
  readonly allowCommand?: boolean;
}

const LARGEST_PORT = 65_535;
const ROOT = path.resolve(import.meta.dirname, '../../..');

export function registerServe(cli: Command): void {
  const command = cli
    .command('serve')
    .description('serve the app to a browser and print its address')
    .argument('[files...]', 'study files to put on the list')
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option(
      '--port <n>',
      'port to listen on (0: any free one)',
      integerArgument('--port', 0, LARGEST_PORT),
      0,
    )
    .option('--library <folder>', 'folder of the studies (default: PRECIPICE_LIBRARY or ~/Precipice)')
    .option('--read-only', 'show studies and change nothing')
    .addOption(
      new Option(
        '--allow-command',
        'let commands of specs train runs here, each after it was shown and allowed',
      ).conflicts('readOnly'),
    );
  withJson(command).action(serve);
}

async function serve(files: readonly string[], options: Options): Promise<void> {
  const readOnly = options.readOnly ?? false;
  const pages = builtPages(ROOT);
  const libraryFolder = options.library === undefined ? defaultLibraryFolder() : userPath(options.library);
  const core = createCore({
    libraryFolder,
    reveal: null,
    readOnly,
    runsCommands: options.allowCommand ?? false,
  });
  core.warmUp();
  for (const file of files) core.library.add(userPath(file));
  const { host, port } = options;
  const server = await startServer({ router: core.router, pages, host, port, readOnly });
  // Before the address is told: who reads it may stop the server at once.
  const interrupt = onInterrupt(() => say('Stopping; what is trained now stays planned.'));
  if (options.json) printJson({ address: server.address, port: server.port, library: core.library.folder });
  else print(`Precipice is at ${server.address}`);
  say(reach(host, server.port));
  await new Promise((resolve) => interrupt.signal.addEventListener('abort', resolve, { once: true }));
  await core.sweeps.stopAll();
  core.close();
  await server.close();
  interrupt.dispose();
}

/** Who reaches the server, in a sentence. */
function reach(host: string, port: number): string {
  if (isLoopback(host)) return `It listens on ${host}: only this machine reaches it.`;
  return (
    `It listens on ${host}: other machines can reach it too, anyone with the address can use it, and nothing that is sent is ` +
    `encrypted. Safer is "ssh -L ${port}:127.0.0.1:${port}" to a server that listens on this machine alone.`
  );
}
