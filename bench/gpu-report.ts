// Everything about a GPU in one go, for a bare machine: what it is, whether it computes as the reference device does, how fast it
// trains models from 60 thousand to 124 million parameters, beside PyTorch where that is installed. What is found is on file at
// once, so that a run that is cut off still tells (docs/gpu.md).
//   node bench/gpu-report.ts [--minutes 8] [--out gpu-report] [--only device,parity]
import { parseArgs } from 'node:util';
import { arch, platform, release } from 'node:os';
import { sectionsOf, type Message } from './gpu-report/child.ts';
import { conduct, sentenceOf, type SectionPlan } from './gpu-report/conduct.ts';
import { deviceSection, nvidia } from './gpu-report/device-section.ts';
import { gpt2Section } from './gpu-report/gpt2-section.ts';
import { paritySection } from './gpu-report/parity-section.ts';
import { peakSection } from './gpu-report/peak-section.ts';
import { pytorchSection } from './gpu-report/pytorch-section.ts';
import { foundIn, Report } from './gpu-report/report.ts';
import type { Section } from './gpu-report/section.ts';
import { lanesSection, partsSection, sizesSection } from './gpu-report/speed-section.ts';
import { unitsSection } from './gpu-report/units-section.ts';

/** Shares are seconds of eight minutes. */
const SECTIONS: readonly (SectionPlan & { readonly run: Section })[] = [
  { name: 'device', title: 'The device', share: 10, run: deviceSection },
  { name: 'units', title: 'Matrix units', share: 15, run: unitsSection },
  { name: 'parity', title: 'Parity with the reference device', share: 50, run: paritySection },
  { name: 'peak', title: 'Peak, measured', share: 30, run: peakSection },
  { name: 'lanes', title: 'Speed by number of lanes', share: 60, run: lanesSection },
  { name: 'sizes', title: 'Speed by size of the model', share: 90, run: sizesSection },
  {
    name: 'parts',
    title: "Where a step's time goes, by the GPU's clock (fp32)",
    share: 25,
    run: partsSection,
  },
  { name: 'gpt2', title: 'GPT-2 small', share: 80, run: gpt2Section },
  { name: 'pytorch', title: 'PyTorch on the same GPU', share: 120, run: pytorchSection },
];

/** A section stops by itself after this share of its time: what is under way then has the rest. */
const OWN_SHARE = 0.85;
/** Share of a GPU's memory to plan with, where nvidia-smi tells how much there is. */
const MEMORY_SHARE = 0.9;

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '8' },
    out: { type: 'string', default: 'gpu-report' },
    only: { type: 'string' },
    // Given by this program to itself.
    section: { type: 'string' },
    seconds: { type: 'string' },
  },
});

if (values.section === undefined) await report();
else await section(values.section, OWN_SHARE * Number(values.seconds));

async function report(): Promise<void> {
  const minutes = Number(values.minutes);
  if (!(minutes > 0)) throw new Error(`--minutes is "${values.minutes}"; it must be a number above 0.`);
  const only = values.only?.split(',');
  const unknown = only?.find((name) => !SECTIONS.some((each) => each.name === name));
  if (unknown !== undefined) {
    throw new Error(`--only has "${unknown}"; sections are ${SECTIONS.map(({ name }) => name).join(', ')}.`);
  }
  const chosen = SECTIONS.filter(({ name }) => only?.includes(name) ?? true);
  const mebibytes = Number(nvidia()?.['memory.total']);
  if (mebibytes > 0) process.env.PRECIPICE_GPU_MEMORY ??= String((MEMORY_SHARE * mebibytes) / 1024);
  const head = {
    begun: new Date().toISOString(),
    minutes,
    node: process.version,
    system: `${platform()} ${release()} ${arch()}`,
  };
  const made = new Report(values.out, head, chosen);
  await conduct(chosen, 60 * minutes, made, sectionsOf(import.meta.filename, values.out));
  console.log(`${values.out}/report.md and ${values.out}/report.json hold what was found.`);
}

async function section(name: string, seconds: number): Promise<void> {
  const send = (message: Message) => new Promise<void>((resolve) => process.send!(message, () => resolve()));
  // Whoever started it is gone.
  process.once('disconnect', () => process.exit());
  process.once('SIGTERM', () => process.exit());
  const begun = performance.now();
  const left = () => seconds - (performance.now() - begun) / 1000;
  try {
    await SECTIONS.find((each) => each.name === name)!.run({
      tell: (finding) => void send({ finding }),
      left,
      found: foundIn(values.out),
    });
  } catch (error) {
    await send({ failed: sentenceOf(error) });
  }
  process.exit();
}
