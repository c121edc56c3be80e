// A new study whose runs a command trains: what its spec says, where the command runs, how it tells its runs, and the start. The
// rest of the spec comes from a file or from another study; there is no form for it.
import { useState } from 'react';
import type { Reports } from '../../src-main/spec/reports.ts';
import { SpecError } from '../../src-main/spec/spec.ts';
import { hasTrainer, parseAnySpec, type TrainerSpec } from '../../src-main/spec/trainer.ts';
import { plural } from '../../src-main/report/language/en/plural.ts';
import { useCommand } from '../client/queries.ts';
import { CommandQuestion } from '../parts/command-question.tsx';
import { FactPanel, type Facts } from '../parts/fact-panel.tsx';
import { showCount } from '../parts/numbers.ts';
import { goTo } from '../routing.ts';
import { useWords } from '../words/language.ts';
import { ExecutorFields } from './executor-fields.tsx';
import { focusField } from './form-state.ts';
import { LogTrial, reportsOf, textsOf } from './log-trial.tsx';
import { keepQueue, queueProblems, recalledQueue, slurmChoiceOf } from './queue.ts';
import { runsAndSteps } from './size.ts';

interface Props {
  readonly given: TrainerSpec;
  /** Why it cannot start in this face, or null. */
  readonly refusal: string | null;
  /** Back to the form; absent where the spec is of another study. */
  readonly onLeave?: () => void;
}

/** A spec that was loaded has no folder that a relative path could begin from. */
function isAbsolute(folder: string): boolean {
  return /^([\\/]|[A-Za-z]:[\\/])/.test(folder);
}

/** As the spec would be told by them. */
function parsedReports(
  given: TrainerSpec,
  reports: unknown,
): { readonly reports: Reports | null; readonly problem: string | null } {
  try {
    const spec = parseAnySpec({ ...given, trainer: { ...given.trainer, reports } });
    return { reports: hasTrainer(spec) ? spec.trainer.reports : null, problem: null };
  } catch (error) {
    if (error instanceof SpecError) return { reports: null, problem: error.message };
    throw error;
  }
}

export function TrainerStudy({ given, refusal, onLeave }: Props) {
  const words = useWords();
  const start = useCommand('sweep.start');
  const [folder, setFolder] = useState(isAbsolute(given.trainer.folder) ? given.trainer.folder : '');
  const [executor, setExecutor] = useState(recalledQueue);
  const ofQueue = queueProblems(executor, true, words);
  const [isAsking, setIsAsking] = useState(false);
  const [texts, setTexts] = useState(textsOf(given.trainer.reports));
  const { reports, problem } = parsedReports(given, reportsOf(texts, given.trainer.reports));
  const trainer = { ...given.trainer, folder, ...(reports !== null && { reports }) };
  const { runs, steps } = runsAndSteps(given);
  const { recipes, learningRates, batchSizes, rows, seeds } = given;
  const facts: Facts = [
    ['Runs', `${runs.toLocaleString('en')}, ${trainer.concurrency} at once`],
    ['Steps', `${showCount(steps, words.numbers)} in all`],
    ['Recipes', `${recipes.map(({ name }) => name).join(', ')}; baseline ${given.baseline}`],
    ['Learning rates', learningRates.join(', ')],
    ['Batch sizes', batchSizes.join(', ')],
    ...(rows ? [[`Rows: ${rows.setting}`, rows.values.join(', ')] as const] : []),
    ['Seeds', plural(seeds.length, 'seed')],
  ];
  return (
    <>
      <form
        className="study"
        aria-labelledby="trainer-heading"
        onSubmit={(event) => {
          event.preventDefault();
          if (ofQueue.length > 0) focusField(ofQueue[0]!.field);
          else setIsAsking(true);
        }}
      >
        <div className="row">
          <h1 id="trainer-heading">New study: {given.name}</h1>
          <span className="spring" />
          {onLeave && (
            <button type="button" onClick={onLeave}>
              Back to the form
            </button>
          )}
        </div>
        <section className="panel" aria-label="Trained by a command">
          <h2>Trained by a command</h2>
          <pre className="command">{trainer.command}</pre>
          <label className="field">
            Folder in which it runs
            <input
              value={folder}
              required
              placeholder="/home/me/trainer"
              onChange={(event) => setFolder(event.target.value)}
            />
          </label>
        </section>
        <LogTrial texts={texts} onChange={setTexts} reports={reports} problem={problem} steps={given.steps} />
        <FactPanel title="Grid" facts={facts} />
        <ExecutorFields
          texts={executor}
          isCommand
          problems={ofQueue}
          onChange={(name, text) => setExecutor((texts) => ({ ...texts, [name]: text }))}
        />
        {start.error && (
          <p className="bad" role="alert">
            {start.error.message}
          </p>
        )}
        {refusal !== null && <p>{refusal}</p>}
        <div className="row">
          <button
            type="submit"
            className="primary"
            disabled={start.isPending || refusal !== null || reports === null}
          >
            {start.isPending ? 'Starting …' : 'Start'}
          </button>
        </div>
      </form>
      {isAsking && (
        <CommandQuestion
          trainer={trainer}
          onAllow={(allowed) =>
            start.mutate(
              { spec: { ...given, trainer }, device: 'auto', slurm: slurmChoiceOf(executor, true), allowed },
              {
                onSuccess: ({ id }) => {
                  keepQueue(executor);
                  goTo({ view: 'study', id, tab: 'map' });
                },
              },
            )
          }
          onClose={() => setIsAsking(false)}
        />
      )}
    </>
  );
}
