// The larger model that a verdict is about, on the command line: its weights and its tokens.
import type { Command } from 'commander';
import { MOST_PARAMETERS, MOST_TOKENS, type Target } from '../analysis/ladder/at-target.ts';
import { numberArgument, UsageError } from './usage.ts';

export interface TargetOptions {
  readonly targetParameters?: number;
  readonly targetTokens?: number;
}

export function withTargetOptions(command: Command): Command {
  return command
    .option(
      '--target-parameters <n>',
      'decide on a model of so many weights, by the sizes of the study (e.g. 1.3e9)',
      numberArgument('--target-parameters', 1, MOST_PARAMETERS),
    )
    .option(
      '--target-tokens <n>',
      'that it is to be trained on (default: as many as its sizes would make of it)',
      numberArgument('--target-tokens', 1, MOST_TOKENS),
    );
}

/**
 * null: the models of the study.
 * @throws UsageError for tokens of no model.
 */
export function targetIn(options: TargetOptions): Pick<Target, 'parameters' | 'tokens'> | null {
  const { targetParameters: parameters, targetTokens: tokens = null } = options;
  if (parameters !== undefined) return { parameters, tokens };
  if (tokens === null) return null;
  throw new UsageError(`--target-tokens is ${tokens} without --target-parameters; both say of which model.`);
}
