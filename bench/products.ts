// Products of 2,048 rows by the wasm kernels and by the machine's BLAS, one thread, in turns, in processor time, packing included:
// what SMALLEST_SIDE (src-main/engine/devices/blas/shapes.ts) was chosen by. Prints a table in Markdown, GFLOP/s.
//   node bench/products.ts [WIDTH...]
import { findBlas, loadSgemm } from '../src-main/engine/devices/blas/library.ts';
import { sumBlock } from '../src-main/engine/devices/blas/shapes.ts';
import { compileKernels, instantiateKernels } from '../src-main/engine/devices/wasm/kernels.ts';
import { Heap } from '../src-main/engine/devices/wasm/heap.ts';

const ROWS = 2048;
const MEBIBYTE = 2 ** 20;
/** Room for the largest of each. */
const [a, b, packed, out, edge] = [1, 60, 100, 140, 200].map((at) => at * MEBIBYTE) as [
  number,
  number,
  number,
  number,
  number,
];
const MILLISECONDS_A_TURN = 8;
const TURNS = 12;

const memory = new WebAssembly.Memory({ initial: 4000, maximum: 65536, shared: true });
const kernels = instantiateKernels(await compileKernels(), memory);
const library = findBlas();
const sgemm = loadSgemm(library, memory.buffer);
const heap = new Heap(memory);
for (let at = a; at < packed; at += 4) heap.setFloat(at, Math.sin(at / 4));

function processorMilliseconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Milliseconds of each, the lower quartile of turns. */
function timesOf(calls: readonly (() => void)[]): number[] {
  const times = calls.map((): number[] => []);
  for (let turn = 0; turn < TURNS; turn++) {
    calls.forEach((call, index) => {
      const start = processorMilliseconds();
      let count = 0;
      for (; processorMilliseconds() - start < MILLISECONDS_A_TURN; count++) call();
      times[index]!.push((processorMilliseconds() - start) / count);
    });
  }
  return times.map((each) => each.sort((x, y) => x - y)[Math.floor(each.length / 4)]!);
}

const widths = process.argv.slice(2).map(Number);
console.log(`| width, product | a b: wasm, ${library.name} | a b' | a' b |`);
console.log('| --- | --- | --- | --- |');
for (const width of widths.length > 0 ? widths : [48, 128, 256, 384, 768]) {
  for (const [name, n, k] of [
    ['to 4 x width', 4 * width, width],
    ['from 4 x width', width, 4 * width],
  ] as const) {
    const rows = () => kernels.gemmRows(ROWS, n, k, a, packed, out, 1, 0, 0, 1, 0, 0, 0, 0, edge);
    const terms = sumBlock({ k: ROWS });
    const times = timesOf([
      () => (kernels.packB(packed, b, 4 * n, k, n), rows()),
      () => sgemm(false, false, ROWS, n, k, 1, a, b, false, out),
      () => (kernels.packTransposedB(packed, b, 4 * k, k, n), rows()),
      () => sgemm(false, true, ROWS, n, k, 1, a, b, false, out),
      () => kernels.gemmColumns(k, n, ROWS, a, b, out, 1, 0, 0, 1, 0, 0, 0, 1, 0, 0, packed),
      () => {
        for (let i = 0; i < ROWS; i += terms)
          sgemm(true, false, k, n, terms, 1, a + 4 * i * k, b + 4 * i * n, i > 0, out);
      },
    ]);
    const speeds = times.map((time) => ((2 * ROWS * n * k) / time / 1e6).toFixed(0));
    const pairs = [0, 2, 4].map((at) => speeds.slice(at, at + 2).join(', '));
    console.log(`| ${[`${width}, ${name}`, ...pairs].join(' | ')} |`);
  }
}
