// How often what a ladder of sizes says of a size beyond it is true, on made ladders whose law is known, and how often it says nothing:
// Markdown. Laws that break must say nothing.
// node bench/ladder-coverage.ts [LADDERS]
import { BROKEN_LAWS, ladders, LAWS, type Scene } from '../test/analysis/ladder/simulated-ladder.ts';

const count = Number(process.argv[2] ?? 400);
const SCENES: readonly Scene[] = [4, 5, 6].flatMap((sizes) =>
  [
    { scatter: 0.02, error: 0.03 },
    { scatter: 0.08, error: 0.03 },
    { scatter: 0.03, error: 0.1 },
  ].map((rest) => ({ sizes, ...rest })),
);
const percent = (part: number, all: number) => (all === 0 ? '' : `${((100 * part) / all).toFixed(1)} %`);

process.stdout.write(
  '| law | sizes | scatter, error | held-out in its interval | something said | true | width |\n',
);
process.stdout.write('| --- | --- | --- | --- | --- | --- | --- |\n');
for (const [name, law] of Object.entries({ ...LAWS, ...BROKEN_LAWS })) {
  for (const scene of SCENES) {
    const { given, held, heldOut, width } = ladders(count, name, law, scene);
    const cells = [
      name,
      scene.sizes,
      `${scene.scatter}, ${scene.error}`,
      percent(heldOut, count),
      percent(given, count),
      percent(held, given),
      given === 0 ? '' : width.toFixed(2),
    ];
    process.stdout.write(`| ${cells.join(' | ')} |\n`);
  }
}
