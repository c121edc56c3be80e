// How often the 95 % intervals of edges, shifts, areas and shares hold the truth, on made studies whose truth is known, and how wide
// they are: one table a scenario, as Markdown. Before them, the same of the penalties of perturbed copies. Studies are shared out
// to threads; what is printed does not depend on how many.
// node bench/coverage.ts [STUDIES [THREADS]]
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import {
  coverageOf,
  MEASURES,
  SCENARIOS,
  type Coverage,
  type Measure,
  type Scenario,
} from '../test/analysis/simulated-study.ts';
import { copyCoverage, DESIGNS, type Held } from '../test/analysis/headline/simulated-copies.ts';

const SEEDS = [3, 4, 5, 8, 20];
const COPY_SEEDS = [2, 3, 5, 10, 20];
const A_TASK = 50;

interface Task {
  readonly scenario: Scenario;
  readonly seeds: number;
  readonly first: number;
  readonly studies: number;
}

type Found = Record<Measure, Coverage>;

if (isMainThread) await main(Number(process.argv[2] ?? 1000), Number(process.argv[3] ?? 1));
else {
  const port = parentPort!;
  for (const { scenario, seeds, first, studies } of workerData as Task[]) {
    port.postMessage(coverageOf(studies, seeds, scenario, first));
  }
}

async function main(studies: number, threads: number): Promise<void> {
  process.stdout.write(`${tableOfCopies(studies)}\n\n`);
  const tasks = SCENARIOS.flatMap((scenario) =>
    SEEDS.flatMap((seeds) =>
      Array.from({ length: Math.ceil(studies / A_TASK) }, (_, i): Task => {
        const first = i * A_TASK;
        return { scenario, seeds, first, studies: Math.min(A_TASK, studies - first) };
      }),
    ),
  );
  const found = new Map<Task, Found>();
  await Promise.all(Array.from({ length: threads }, (_, thread) => work(tasks, thread, threads, found)));
  for (const scenario of SCENARIOS) {
    const lines = SEEDS.map((seeds) => {
      const parts = tasks.filter((task) => task.scenario === scenario && task.seeds === seeds);
      const cells = MEASURES.map((measure) =>
        textOf(parts.map((task) => ({ ...found.get(task)![measure], studies: task.studies }))),
      );
      return `| ${seeds} | ${cells.join(' | ')} |`;
    });
    const head = `| ${scenario}, seeds | ${MEASURES.join(' | ')} |\n|${' --- |'.repeat(MEASURES.length + 1)}`;
    process.stdout.write(`${head}\n${lines.join('\n')}\n\n`);
  }
}

/** Of penalties of perturbed copies, whose truth is 0, over all pairs and at the best settings. */
function tableOfCopies(studies: number): string {
  const cell = ({ share, width }: Held) =>
    Number.isNaN(share) ? '-' : `${(100 * share).toFixed(1)} % (${width.toPrecision(2)})`;
  const lines = DESIGNS.flatMap((design) => {
    const found = COPY_SEEDS.map((seeds) => copyCoverage(studies, seeds, design));
    return [
      `| ${design}, all pairs | ${found.map(({ headline }) => cell(headline)).join(' | ')} |`,
      `| ${design}, best settings | ${found.map(({ best }) => cell(best)).join(' | ')} |`,
    ];
  });
  const head = `| copies, seeds | ${COPY_SEEDS.join(' | ')} |\n|${' --- |'.repeat(COPY_SEEDS.length + 1)}`;
  return `${head}\n${lines.join('\n')}`;
}

function work(
  tasks: readonly Task[],
  thread: number,
  threads: number,
  found: Map<Task, Found>,
): Promise<void> {
  const own = tasks.filter((_, i) => i % threads === thread);
  return new Promise((resolve, reject) => {
    let done = 0;
    new Worker(new URL(import.meta.url), { workerData: own })
      .on('message', (result: Found) => {
        found.set(own[done++]!, result);
        process.stderr.write(`${found.size} of ${tasks.length}\r`);
      })
      .on('error', reject)
      .on('exit', () => resolve());
  });
}

/** "95.3 % (0.41)", and how many have no end on a side, where that is more than one in a hundred. */
function textOf(parts: readonly (Coverage & { readonly studies: number })[]): string {
  const total = (weight: (part: Coverage & { readonly studies: number }) => number) =>
    parts.reduce((sum, part) => sum + weight(part), 0);
  const studies = total((part) => part.studies);
  const held = total((part) => part.held * part.studies) / studies;
  const open = total((part) => part.open * part.studies) / studies;
  const bounded = total((part) => (1 - part.open) * part.studies);
  const width = total((part) => (part.open < 1 ? part.width * (1 - part.open) * part.studies : 0)) / bounded;
  const isOpen = open >= 0.005 ? `, ${(100 * open).toFixed(0)} % open` : '';
  return `${(100 * held).toFixed(1)} % (${width.toPrecision(2)}${isOpen})`;
}
