// Everything that the study page exports, in Chromium: the file's name, and bytes that are what the name says.
import Database from 'better-sqlite3';
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  axeViolations,
  chooseExport,
  describeInBrowser,
  EXAMPLE,
  openExample,
  startApp,
  type App,
} from './support.ts';

async function exported(
  page: Page,
  choice: string,
  more: Readonly<Record<string, string>> = {},
): Promise<{ name: string; bytes: Buffer }> {
  const download = page.waitForEvent('download');
  const [what, format] = choice.split(', ') as [string, string];
  await chooseExport(page, what, format.toLowerCase(), more);
  const file = await download;
  return { name: file.suggestedFilename(), bytes: await readFile(await file.path()) };
}

/** Width, height and pixels per metre of a PNG. */
function pngFacts(png: Buffer): { width: number; height: number; perMetre: number } {
  return {
    width: png.readUInt32BE(16),
    height: png.readUInt32BE(20),
    perMetre: png.readUInt32BE(png.indexOf('pHYs') + 4),
  };
}

describeInBrowser('exports', () => {
  let app: App;
  let page: Page;
  beforeAll(async () => {
    app = await startApp();
    page = await openExample(app);
    await page.locator('.scene-labels').getByText('learning rate').waitFor();
  });
  afterAll(() => app?.close());

  test.each([
    ['3D picture, SVG', 'example.stack.svg'],
    ['2D map, SVG', 'example.map.svg'],
    ['Loss curves, SVG', 'example.curves.svg'],
  ])('%s is one picture whose title is the study', async (choice, fileName) => {
    const { name, bytes } = await exported(page, choice);
    expect(name).toBe(fileName);
    const svg = bytes.toString('utf8');
    expect(svg.startsWith('<svg')).toBe(true);
    expect(svg.trimEnd().endsWith('</svg>')).toBe(true);
    expect(svg).toContain('>Example: FP8 beside BF16 on Moby-Dick</title>');
    expect(svg).toContain('Emulated precision');
  });

  test.each([
    ['3D picture, PNG', 'example.stack.png', 960],
    ['3D picture as on the screen, PNG', 'example.stack-live.png', 960],
    ['2D map, PNG', 'example.map.png', null],
    ['Loss curves, PNG', 'example.curves.png', null],
  ])('%s has 300 dots an inch', async (choice, fileName, cssWidth) => {
    const { name, bytes } = await exported(page, choice);
    expect(name).toBe(fileName);
    expect(bytes.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n');
    const { width, height, perMetre } = pngFacts(bytes);
    // 300 / 0.0254, and 300 / 96 pixels for each of the page.
    expect(perMetre).toBe(11811);
    if (cssWidth !== null) expect(width).toBe(3.125 * cssWidth);
    expect(height).toBeGreaterThan(1500);
    // A sheet of one colour would be some ten thousand bytes.
    expect(bytes.length).toBeGreaterThan(50_000);
  });

  test('a slide has 1920 × 1080 pixels, whatever the shape of the figure', async () => {
    for (const choice of ['2D map, PNG', '3D picture, PNG']) {
      const { bytes } = await exported(page, choice, { Size: 'slide' });
      expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual([1920, 1080]);
    }
  });

  test('the menu saves nothing before it is told to, shows what it would save, and is left by Escape', async () => {
    let downloads = 0;
    const count = () => (downloads += 1);
    page.on('download', count);
    await page.getByRole('button', { name: 'Export …' }).focus();
    await page.keyboard.press('Enter');
    const menu = page.getByRole('dialog', { name: 'Export' });
    await menu.getByRole('img', { name: 'Preview: 3D picture' }).waitFor();
    await menu.getByRole('radio', { name: '3D picture', exact: true }).focus();
    for (const next of ['3D picture as on the screen', '2D map', 'Loss curves', 'Report']) {
      await page.keyboard.press('ArrowDown');
      await expect.poll(() => menu.getByRole('radio', { name: next, exact: true }).isChecked()).toBe(true);
    }
    await menu.getByText('The finding for a manager').waitFor();
    await menu.getByRole('radio', { name: '2D map', exact: true }).check();
    const preview = menu.getByRole('img', { name: 'Preview: 2D map' });
    await preview.waitFor();
    await menu.getByText(/^\d+ × \d+ pixels on a page at 100 %$/).waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await menu.waitFor({ state: 'detached' });
    expect(downloads).toBe(0);
    page.off('download', count);
  });

  test('the live picture is that of the screen: turned, it is another one', async () => {
    const before = await exported(page, '3D picture as on the screen, PNG');
    await page.getByRole('button', { name: 'front' }).click();
    const isSame = async () =>
      (await exported(page, '3D picture as on the screen, PNG')).bytes.equals(before.bytes);
    await expect.poll(isSame).toBe(false);
    await page.getByRole('button', { name: 'corner' }).click();
  });

  test.each([
    ['3D picture, PDF', 'example.stack.pdf'],
    ['2D map, PDF', 'example.map.pdf'],
    ['Report, PDF', 'example.pdf'],
  ])('%s is a PDF', async (choice, fileName) => {
    const { name, bytes } = await exported(page, choice);
    expect(name).toBe(fileName);
    expect(bytes.subarray(0, 5).toString('latin1')).toBe('%PDF-');
    expect(bytes.subarray(-8).toString('latin1')).toContain('%%EOF');
  });

  test('the report as HTML is one file that asks nothing of elsewhere', async () => {
    const { name, bytes } = await exported(page, 'Report, HTML');
    expect(name).toBe('example.html');
    const html = bytes.toString('utf8');
    expect(html.startsWith('<!doctype html>')).toBe(true);
    expect(html).not.toMatch(/(src|href)="(https?:)?\/\//);
    expect(html).toContain('<svg');
  });

  test('the runs as CSV are the rows of the study file, and the JSON holds every one with its curves', async () => {
    const database = new Database(EXAMPLE, { readonly: true });
    const runs = database.prepare('SELECT count(*) FROM run').pluck().get() as number;
    database.close();
    const { bytes } = await exported(page, 'Runs, CSV');
    const lines = bytes.toString('utf8').trimEnd().split('\n');
    expect(lines[0]).toMatch(/^recipe,learning_rate,batch_size,seed,state,label,/);
    expect(lines).toHaveLength(1 + runs);
    const json = await exported(page, 'Everything, JSON');
    const study = JSON.parse(json.bytes.toString('utf8')) as { format: string; runs: { curves: object }[] };
    expect(study.format).toBe('precipice-study');
    expect(study.runs).toHaveLength(runs);
    expect(Object.keys(study.runs[0]!.curves)).toContain('loss');
  });
});
