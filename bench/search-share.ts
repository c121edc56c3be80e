// Whether the share of a search range that trains well is as sure as the decision says: node bench/search-share.ts [ROWS]
// Made rows of which the truth is known: ten or six learning rates over three decades, of which those between two ends train well;
// the ends of a seed scatter, and runs may miss anywhere. Prints the share of 95 % intervals that hold the truth, of the share of a
// row and of the ratio of two.
import { drawRowShare } from '../src-main/analysis/decision/search-share.ts';
import { spread } from '../src-main/analysis/decision/spread.ts';

const rows = Number(process.argv[2] ?? 200);
const [LOWEST, HIGHEST] = [10 ** -3.5, 10 ** -0.5];
const SCENARIOS = [
  { name: 'ten rates', rates: 10, scatter: 0.1, misses: 0 },
  { name: 'six rates', rates: 6, scatter: 0.1, misses: 0 },
  { name: 'ten rates, wide scatter', rates: 10, scatter: 0.3, misses: 0 },
  { name: 'ten rates, 10 % miss anywhere', rates: 10, scatter: 0.1, misses: 0.1 },
];

let state = 12_345;
const random = () => {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return (state + 0.5) / 2 ** 32;
};
const normal = () => Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());

/** A row whose good rates are `width` decades wide, around a middle that keeps them within the range. */
function made(width: number, seeds: number, { rates, scatter, misses }: (typeof SCENARIOS)[number]) {
  const middle = -2 + (random() - 0.5) * 0.4;
  const cells = Array.from({ length: rates }, (_, i) => ({
    learningRate: LOWEST * (HIGHEST / LOWEST) ** (i / (rates - 1)),
    good: 0,
    finished: seeds,
  }));
  for (let seed = 0; seed < seeds; seed++) {
    const moved = scatter * normal();
    for (const cell of cells) {
      const isIn = Math.abs(Math.log10(cell.learningRate) - middle - moved) < width / 2;
      if (isIn && random() >= misses) cell.good += 1;
    }
  }
  return { cells, truth: (width / 3) * (1 - misses) };
}

for (const seeds of [3, 4, 5, 8, 20]) {
  for (const scenario of SCENARIOS) {
    let [held, heldRatio, width] = [0, 0, 0];
    for (let row = 0; row < rows; row++) {
      const pair = [made(0.6 + random(), seeds, scenario), made(0.3 + random(), seeds, scenario)] as const;
      const [own, other] = pair.map(({ cells }, i) => drawRowShare(cells, [LOWEST, HIGHEST], `row ${i}`)!);
      const { low, high } = spread(own!).interval;
      const ratio = spread(own!.map((share, i) => share / other![i]!)).interval;
      const truth = pair[0].truth / pair[1].truth;
      held += Number(low <= pair[0].truth && pair[0].truth <= high);
      heldRatio += Number(ratio.low <= truth && truth <= ratio.high);
      width += high - low;
    }
    const percent = (count: number) => `${((100 * count) / rows).toFixed(0)} %`;
    console.log(
      `${seeds} seeds, ${scenario.name}: share ${percent(held)} (width ${(width / rows).toFixed(3)}), ratio ${percent(heldRatio)}`,
    );
  }
}
