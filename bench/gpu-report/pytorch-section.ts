// PyTorch on the same GPU, eager and compiled by torch.compile, the same models one run at a time, where there is a Python that has it.
import { execFileSync, spawn } from 'node:child_process';
import path from 'node:path';
import { sentenceOf } from './conduct.ts';
import { MODELS, RECIPES, type SizedModel } from './models.ts';
import { flopsOf } from './pace.ts';
import { numberIn, rounded, type Section } from './section.ts';
import { SPEED } from './speed-section.ts';

const SCRIPT = path.join(import.meta.dirname, '..', 'pytorch.py');
const PYTHONS = ['python3', 'python'] as const;
const PROBE = 'import torch; print(torch.cuda.is_available())';

interface PyTorchResult {
  readonly torch: string;
  readonly on: string;
  readonly laneStepsPerSecond: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** A Python on the PATH that has torch, and whether torch sees a GPU; null: there is none. */
function findPython(): { readonly python: string; readonly cuda: boolean } | null {
  for (const python of PYTHONS) {
    try {
      const output = execFileSync(python, ['-c', PROBE], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      return { python, cuda: output.trim() === 'True' };
    } catch {
      // The next one may have it.
    }
  }
  return null;
}

/** Eager from the smallest to the largest, then compiled, which takes long, from the largest to the smallest. */
const MEASURED = [
  ...MODELS.flatMap((sized) => RECIPES.map((recipe) => ({ sized, recipe, way: 'eager' as const }))),
  ...RECIPES.flatMap((recipe) =>
    MODELS.toReversed().map((sized) => ({ sized, recipe, way: 'compiled' as const })),
  ),
];

export const pytorchSection: Section = async ({ tell, left, found: earlier }) => {
  const found = findPython();
  if (!found) return tell({ note: 'Skipped: no python3 or python on the PATH has torch.' });
  if (!found.cuda) return tell({ note: `Skipped: the torch of ${found.python} sees no GPU.` });
  for (const [index, { sized, recipe, way }] of MEASURED.entries()) {
    const row = {
      parameters: sized.name,
      recipe,
      way,
      lanes: 1,
      tokens: sized.batchSize * sized.model.context,
    };
    // Half of the time at most is for what starts, compiles and warms up.
    const seconds = left() / (MEASURED.length - index) / 2;
    try {
      const { torch, on, laneStepsPerSecond } = await measure(
        found.python,
        sized,
        recipe,
        way,
        seconds,
        left(),
      );
      const [speed] = Object.values(laneStepsPerSecond[recipe]!);
      const own = numberIn(earlier, 'sizes', { parameters: sized.name, recipe }, SPEED);
      tell({
        ...row,
        [SPEED]: rounded(speed!),
        'TFLOP/s in products': rounded((speed! * flopsOf(sized)) / 1e12),
        'Precipice / PyTorch': own && rounded(own / speed!),
        note: `${torch}, ${on}`,
      });
    } catch (error) {
      tell({ ...row, [SPEED]: null, note: sentenceOf(error) });
      if (left() <= 0) return;
    }
  }
};

/** @throws Error where it fails, or has not ended within `limit` seconds. */
async function measure(
  python: string,
  { model, vocabulary, batchSize }: SizedModel,
  recipe: string,
  way: 'eager' | 'compiled',
  seconds: number,
  limit: number,
): Promise<PyTorchResult> {
  const { width, layers, heads, hidden, context } = model;
  const given = { width, layers, heads, hidden, context, vocabulary, batch: batchSize, lanes: 1 };
  const child = spawn(
    python,
    [
      SCRIPT,
      ...Object.entries(given).flatMap(([name, value]) => [`--${name}`, String(value)]),
      ...(model.tiedHead ? ['--tied'] : []),
      ...(way === 'compiled' ? ['--only-compiled'] : []),
      ...['--seconds', String(seconds), '--device', 'cuda', '--recipes', recipe],
    ],
    { stdio: ['ignore', 'pipe', 'inherit'], timeout: 1000 * limit },
  );
  const end = () => child.kill('SIGKILL');
  process.once('exit', end);
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  process.off('exit', end);
  if (code === null) throw new Error('Ended because its time was up.');
  if (code !== 0) throw new Error(`PyTorch ended by exit code ${code}; what it said stands on the terminal.`);
  return JSON.parse(output) as PyTorchResult;
}
