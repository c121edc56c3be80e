// How often the 95 % intervals of edges and areas hold the truth in made random searches, and how wide those of edges are, as Markdown.
// node bench/random-search.ts [SEARCHES]
import { searchCoverage, SEEDINGS } from '../test/analysis/simulated-search.ts';

const RUNS = [30, 100, 400];
const COLUMNS_A_DECADE = 3;
const searches = Number(process.argv[2] ?? 100);
const percent = (share: number) => `${(100 * share).toFixed(1)} %`;

process.stdout.write('| runs of a recipe | seeds | edge | area |\n| --- | --- | --- | --- |\n');
for (const runs of RUNS) {
  for (const seeding of SEEDINGS) {
    const { held, open, width, areas } = searchCoverage(searches, runs, seeding, COLUMNS_A_DECADE);
    const isOpen = open >= 0.005 ? `, ${(100 * open).toFixed(0)} % open` : '';
    process.stdout.write(
      `| ${runs} | ${seeding} | ${percent(held)} (${width.toPrecision(2)} decades${isOpen}) | ${percent(areas)} |\n`,
    );
  }
}
