// The command line: registers the commands and turns errors into one sentence and an exit code.
// 0: done. 1: the job failed. 2: wrong usage.
import { Command, CommanderError } from 'commander';
import { registerRound } from './commands/round.ts';
import { UsageError } from './usage.ts';

const program = new Command('precipice')
  .description('Maps where language-model training falls off the edge as numerical precision drops.')
  .exitOverride()
  .showHelpAfterError('(add --help for what is allowed)');
registerRound(program);

// A reader that has seen enough closes the pipe; that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : 2;
  } else {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exitCode = error instanceof UsageError ? 2 : 1;
  }
}
