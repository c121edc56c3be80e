// How often what a ladder of sizes under several budgets says of a larger model's tokens is true, on made ladders whose law is known, and how
// often it says nothing: Markdown. Laws that break must say nothing.
// node bench/budget-coverage.ts [LADDERS]
import {
  BROKEN_BUDGET_LAWS,
  BUDGET_LAWS,
  budgetLadders,
  type BudgetScene,
} from '../test/analysis/ladder/simulated-budgets.ts';

const count = Number(process.argv[2] ?? 100);
const SCENES: readonly BudgetScene[] = [
  { sizes: 5, budgets: 3, scatter: 0.002, error: 0.003 },
  { sizes: 5, budgets: 3, scatter: 0.006, error: 0.003 },
  { sizes: 5, budgets: 4, scatter: 0.004, error: 0.003 },
  { sizes: 6, budgets: 3, scatter: 0.002, error: 0.006 },
];
const percent = (part: number, all: number) => (all === 0 ? '' : `${((100 * part) / all).toFixed(0)} %`);

process.stdout.write(
  '| law | sizes, budgets | scatter, error | held-out in their intervals | something said | penalty true | tokens true | factor |\n' +
    `|${' --- |'.repeat(8)}\n`,
);
for (const [name, law] of Object.entries({ ...BUDGET_LAWS, ...BROKEN_BUDGET_LAWS })) {
  for (const scene of SCENES) {
    const { given, held, penaltyHeld, heldOut, factor } = budgetLadders(count, name, law, scene);
    const cells = [
      name,
      `${scene.sizes}, ${scene.budgets}`,
      `${scene.scatter}, ${scene.error}`,
      percent(heldOut, count),
      percent(given, count),
      percent(penaltyHeld, given),
      percent(held, given),
      given === 0 ? '' : factor.toFixed(2),
    ];
    process.stdout.write(`| ${cells.join(' | ')} |\n`);
  }
}
