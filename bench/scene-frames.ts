// Frames of the 3D picture while it is turned, in Chromium on a machine without a GPU: WebGL by SwiftShader, the page painted by the
// processor. On Linux with the processor time of a frame, which says on a busy machine what an idle one could do.
// node bench/scene-frames.ts FILE (a file of bench/large-study.ts; with --side 20 it has 400 cells under each of four recipes)
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { chromium, type Page } from 'playwright-core';

const [file] = process.argv.slice(2);
if (file === undefined) throw new Error('usage: node bench/scene-frames.ts FILE');

const ROOT = path.resolve(import.meta.dirname, '..');
/** Milliseconds of turning. */
const TIME = 5000;
/** Tells the processes of this Chromium from those of others. */
const MARK = `scene-frames-${process.pid}`;

/** Turns the picture by a little every frame, as a pointer would; tells how many frames were drawn, and milliseconds. */
const TURN = `(async () => {
  const canvas = document.querySelector('.scene canvas');
  canvas.setPointerCapture = () => undefined;
  const { x, y } = canvas.getBoundingClientRect();
  const send = (type, right, down) => canvas.dispatchEvent(
    new PointerEvent(type, { bubbles: true, button: 0, buttons: 1, clientX: x + right, clientY: y + down }),
  );
  send('pointerdown', 200, 200);
  const begun = performance.now();
  let frames = 0;
  while (performance.now() - begun < ${TIME}) {
    await new Promise((resolve) => requestAnimationFrame(resolve));
    frames++;
    send('pointermove', 200 + 2 * frames, 200 + (frames % 40));
  }
  send('pointerup', 200, 200);
  return [frames, performance.now() - begun];
})()`;

/** Milliseconds of processor time of the process that draws WebGL and of the page's, in ticks of 10 ms; NaN where there is no /proc. */
function processorTimes(): readonly [number, number] {
  if (process.platform !== 'linux') return [NaN, NaN];
  const ofType = (type: string) =>
    readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .reduce((sum, pid) => {
        try {
          const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
          if (!command.includes(MARK) || !command.includes(`--type=${type}`)) return sum;
          const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
            .replace(/^.*\) /, '')
            .split(' ');
          return sum + 10 * (Number(fields[11]) + Number(fields[12]));
        } catch {
          return sum; // It ended meanwhile.
        }
      }, 0);
  return [ofType('gpu-process'), ofType('renderer')];
}

async function measure(page: Page, view: string): Promise<void> {
  await page.getByRole('radio', { name: view }).check();
  await page.waitForTimeout(1500);
  const before = processorTimes();
  const [frames, time] = (await page.evaluate(TURN)) as [number, number];
  const [drawing, ofPage] = processorTimes().map((after, index) => (after - before[index]!) / frames);
  process.stdout.write(
    `${view}: ${((1000 * frames) / time).toFixed(1)} frames/s; processor time of a frame: ` +
      `${drawing!.toFixed(0)} ms drawing, ${ofPage!.toFixed(0)} ms page\n`,
  );
}

const library = mkdtempSync(path.join(tmpdir(), 'precipice-frames-'));
const server = spawn(
  process.execPath,
  [path.join(ROOT, 'src-main/cli/main.ts'), 'serve', file, '--library', library],
  { stdio: ['ignore', 'pipe', 'inherit'] },
);
const browser = await chromium.launch({
  executablePath: process.env.PRECIPICE_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--enable-unsafe-swiftshader', `--user-agent=${MARK}`],
});
try {
  const [said] = (await once(createInterface(server.stdout), 'line')) as [string];
  const page = await browser.newPage({ viewport: { width: 1440, height: 757 } });
  // A busy machine takes long to open a large study.
  page.setDefaultTimeout(180_000);
  await page.goto(/http\S+/.exec(said)![0]);
  await page.getByRole('link', { name: 'large (made, not trained)' }).click();
  await page.locator('.scene-labels span').first().waitFor();
  await page.waitForTimeout(2000);
  for (const view of ['Stack', 'Terraces']) await measure(page, view);
} finally {
  await browser.close();
  server.kill('SIGINT');
  rmSync(library, { recursive: true, force: true });
}
