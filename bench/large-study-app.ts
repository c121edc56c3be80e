// Drives the app with a large study in Chromium and prints how long each step takes, from the user's input to the picture,
// and for how long the page was blocked meanwhile, with the processor time of the server, which other work on the machine
// stretches less: node bench/large-study-app.ts FILE (a file of bench/large-study.ts)
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { chromium, type Page } from 'playwright-core';
import { WebSocket } from 'ws';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    chromium: { type: 'string', default: process.env.PRECIPICE_CHROMIUM ?? '/usr/bin/chromium' },
    /** Lets Chromium use the machine's GPU instead of SwiftShader. */
    gpu: { type: 'boolean', default: false },
    /** Paints the page itself without SwiftShader, which then draws the 3D picture alone. */
    'cpu-raster': { type: 'boolean', default: false },
    screenshots: { type: 'string' },
  },
});
const [file] = positionals;
if (file === undefined) throw new Error('usage: node bench/large-study-app.ts FILE [--gpu] [--cpu-raster]');

const ROOT = path.resolve(import.meta.dirname, '..');
const SOFTWARE = ['--use-angle=swiftshader', '--enable-unsafe-swiftshader'];
const NAME = 'large (made, not trained)';
/** Milliseconds without a long task after which a step is over. */
const QUIET = 400;

/** Runs in the page: tasks over 50 ms, and the gaps between frames while someone counts. */
const WATCH = `
  Object.assign(globalThis, { tasks: [], gaps: [], isCounting: false });
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) tasks.push(duration);
  }).observe({ type: 'longtask', buffered: true });
  let before = 0;
  const frame = (now) => {
    if (isCounting && before > 0) gaps.push(now - before);
    before = now;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
`;

interface Step {
  readonly what: string;
  readonly milliseconds: number;
  readonly longestTask: number;
  /** Processor time of the server with its processes; NaN where it cannot be had. */
  readonly server: number;
}
const steps: Step[] = [];

/** Milliseconds of processor time of the server and the processes it started, from Linux's /proc in ticks of 10 ms. */
function serverTime(): number {
  if (process.platform !== 'linux') return NaN;
  const rows = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const fields = readFileSync(`/proc/${name}/stat`, 'utf8')
          .replace(/^.*\) /, '')
          .split(' ');
        return [
          { pid: Number(name), parent: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]) },
        ];
      } catch {
        return []; // It ended meanwhile.
      }
    });
  const own = new Set([server.pid!]);
  for (let known = 0; known < own.size;) {
    known = own.size;
    for (const { pid, parent } of rows) if (own.has(parent)) own.add(pid);
  }
  return 10 * rows.filter(({ pid }) => own.has(pid)).reduce((sum, { ticks }) => sum + ticks, 0);
}

/** Does something, waits until it shows, and notes how long that took and the longest task until the page is quiet. */
async function step(page: Page, what: string, act: () => Promise<unknown>, shows: () => Promise<unknown>) {
  await page.evaluate('tasks.length = 0').catch(() => undefined);
  const serverBefore = serverTime();
  const begun = performance.now();
  await act();
  await shows();
  const milliseconds = performance.now() - begun;
  let known = -1;
  for (;;) {
    const tasks = (await page.evaluate('tasks')) as number[];
    if (tasks.length === known) {
      const taken = serverTime() - serverBefore;
      steps.push({ what, milliseconds, longestTask: Math.max(0, ...tasks), server: taken });
      return;
    }
    known = tasks.length;
    await sleep(QUIET);
  }
}

/** Frames a second while something is done. */
async function framesWhile(page: Page, act: () => Promise<unknown>): Promise<number> {
  await page.evaluate('gaps.length = 0; isCounting = true');
  await act();
  const gaps = (await page.evaluate('isCounting = false, gaps')) as number[];
  return (1000 * gaps.length) / gaps.reduce((sum, gap) => sum + gap, 0);
}

/** Asks the server for a trifle again and again; the longest wait tells how long its event loop was blocked. */
async function watchServer(address: URL): Promise<() => number> {
  const token = new URLSearchParams(address.hash.slice(1)).get('token')!;
  const socket = new WebSocket(`ws://${address.host}/api?token=${token}`, { origin: address.origin });
  await once(socket, 'open');
  let [longest, askedAt] = [0, 0];
  const ask = () => {
    askedAt = performance.now();
    socket.send(JSON.stringify({ id: 1, procedure: 'app.facts', input: {} }));
  };
  socket.on('message', () => {
    longest = Math.max(longest, performance.now() - askedAt);
    setTimeout(ask, 20);
  });
  ask();
  return () => {
    socket.close();
    return longest;
  };
}

async function drag(page: Page, box: { x: number; y: number; width: number; height: number }) {
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  for (let at = 0; at < 40; at++) {
    await page.mouse.move(box.x + box.width / 2 + 6 * at, box.y + box.height / 2 + at);
    await sleep(16);
  }
  await page.mouse.up();
}

async function shot(page: Page, name: string) {
  if (options.screenshots) await page.screenshot({ path: path.join(options.screenshots, `${name}.png`) });
}

async function measure(page: Page, address: URL) {
  await page.addInitScript({ content: WATCH });
  const card = page.getByRole('link', { name: NAME });
  await step(
    page,
    'the library, from navigation',
    () => page.goto(address.href),
    () => card.waitFor(),
  );
  await shot(page, 'library');
  const map = page.locator('.map-pane svg').first();
  const stopWatching = await watchServer(address);
  await step(
    page,
    'the 2D map of two recipes, from the click',
    () => card.click(),
    () => map.waitFor(),
  );
  await step(
    page,
    'the 3D picture after it',
    () => Promise.resolve(),
    () => page.locator('.scene-labels span').first().waitFor(),
  );
  const serverWait = stopWatching();
  await shot(page, 'study');
  const mapBox = (await map.boundingBox())!;
  await step(
    page,
    'the pointer over 60 cells of the 2D map',
    async () => {
      for (let at = 0; at < 60; at++)
        await page.mouse.move(mapBox.x + mapBox.width * (0.15 + at / 200), mapBox.y + 150 + 2 * at);
    },
    () => Promise.resolve(),
  );
  const sceneBox = (await page.locator('.scene canvas').boundingBox())!;
  await step(
    page,
    'the pointer over 60 places of the 3D picture',
    async () => {
      for (let at = 0; at < 60; at++)
        await page.mouse.move(sceneBox.x + sceneBox.width * (0.3 + at / 150), sceneBox.y + 150 + 2 * at);
    },
    () => Promise.resolve(),
  );
  let frames = 0;
  await step(
    page,
    'orbit, 40 movements',
    async () => (frames = await framesWhile(page, () => drag(page, sceneBox))),
    () => Promise.resolve(),
  );
  await step(
    page,
    'colour by tail loss',
    () => page.getByLabel('Colour').selectOption('tail'),
    () => page.locator('.map-pane svg', { hasText: 'median tail loss' }).first().waitFor(),
  );
  await step(
    page,
    'the stack of four recipes',
    () => page.getByRole('radio', { name: 'Stack' }).check(),
    () => page.locator('.scene-labels').getByText('mxfp8').waitFor(),
  );
  await step(
    page,
    'a pinned cell with its curves',
    () => page.mouse.click(mapBox.x + mapBox.width * 0.3, mapBox.y + 200),
    () => page.getByRole('group', { name: 'Loss and gradient norm by step' }).waitFor(),
  );
  await step(
    page,
    'the map as a table',
    () => page.getByText('The map as a table').click(),
    () => page.locator('details table').first().waitFor(),
  );
  await step(
    page,
    'the runs table',
    () => page.getByRole('link', { name: 'Runs' }).click(),
    () => page.getByRole('checkbox').nth(5).waitFor(),
  );
  await step(
    page,
    'the runs sorted by tail loss',
    () => page.getByRole('button', { name: 'tail loss', exact: true }).click(),
    () =>
      page
        .getByRole('row')
        .nth(1)
        .getByText(/^[\d.]+$/)
        .first()
        .waitFor(),
  );
  return { frames, serverWait };
}

const library = mkdtempSync(path.join(tmpdir(), 'precipice-large-'));
const server = spawn(
  process.execPath,
  [path.join(ROOT, 'src-main/cli/main.ts'), 'serve', file, '--library', library],
  { stdio: ['ignore', 'pipe', 'inherit'] },
);
const browser = await chromium.launch({
  executablePath: options.chromium,
  args: [
    '--no-sandbox',
    ...(options.gpu ? [] : SOFTWARE),
    ...(options['cpu-raster'] ? ['--disable-gpu-rasterization'] : []),
  ],
});
try {
  const [said] = (await once(createInterface(server.stdout), 'line')) as [string];
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  const { frames, serverWait } = await measure(page, new URL(/http\S+/.exec(said)![0]));
  const head = ['step', 'time', 'longest task of the page', 'processor time of the server'];
  const line = (cells: readonly string[]) => process.stdout.write(`| ${cells.join(' | ')} |\n`);
  line(head);
  line(head.map(() => '---'));
  for (const { what, ...times } of steps) {
    const { milliseconds, longestTask, server } = times;
    line([what, ...[milliseconds, longestTask, server].map((value) => `${value.toFixed(0)} ms`)]);
  }
  process.stdout.write(`\nframes a second while orbiting: ${frames.toFixed(1)}\n`);
  process.stdout.write(`longest wait for a trifle from the server: ${serverWait.toFixed(0)} ms\n`);
} finally {
  await browser.close();
  server.kill('SIGINT');
  rmSync(library, { recursive: true, force: true });
}
