// A new study whose runs a command trains: what its spec says, where the command runs, how it tells its runs, and the start. The
// rest of the spec comes from a file or from another study; there is no form for it.
import { useState } from 'react';
import type { Reports } from '../../src-main/spec/reports.ts';
import { SpecError } from '../../src-main/spec/spec.ts';
import { hasTrainer, parseAnySpec, type TrainerSpec } from '../../src-main/spec/trainer.ts';
import { useCommand } from '../client/queries.ts';
import { CommandQuestion } from '../parts/command-question.tsx';
import { FactPanel, type Facts } from '../parts/fact-panel.tsx';
import { showCount } from '../parts/numbers.ts';
import { ToldError } from '../parts/told-error.tsx';
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
  const own = words.newStudyTrainer;
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
    [own.facts.runs, own.runs(runs.toLocaleString(words.numbers.locale), trainer.concurrency)],
    [own.facts.steps, own.steps(showCount(steps, words.numbers))],
    [
      own.facts.recipes,
      own.recipes(
        recipes.map(({ name }) => name),
        given.baseline,
      ),
    ],
    [own.facts.rates, learningRates.join(', ')],
    [own.facts.sizes, batchSizes.join(', ')],
    ...(rows ? [[own.facts.rows(rows.setting), rows.values.join(', ')] as const] : []),
    [own.facts.seeds, own.seeds(seeds.length)],
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
          <h1 id="trainer-heading">{own.title(given.name)}</h1>
          <span className="spring" />
          {onLeave && (
            <button type="button" onClick={onLeave}>
              {own.back}
            </button>
          )}
        </div>
        <section className="panel" aria-label={own.byCommand}>
          <h2>{own.byCommand}</h2>
          <pre className="command">{trainer.command}</pre>
          <label className="field">
            {own.folder}
            <input
              value={folder}
              required
              placeholder="/home/me/trainer"
              onChange={(event) => setFolder(event.target.value)}
            />
          </label>
        </section>
        <LogTrial texts={texts} onChange={setTexts} reports={reports} problem={problem} steps={given.steps} />
        <FactPanel title={own.grid} facts={facts} />
        <ExecutorFields
          texts={executor}
          isCommand
          problems={ofQueue}
          onChange={(name, text) => setExecutor((texts) => ({ ...texts, [name]: text }))}
        />
        {start.error && (
          <p className="bad" role="alert">
            <ToldError error={start.error} />
          </p>
        )}
        {refusal !== null && <p>{refusal}</p>}
        <div className="row">
          <button
            type="submit"
            className="primary"
            disabled={start.isPending || refusal !== null || reports === null}
          >
            {start.isPending ? own.starting : own.start}
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
