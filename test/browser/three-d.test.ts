// The 3D picture in Chromium: what it opens with, the walk through the precisions, turning, the address, the whole screen.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeInBrowser, EXAMPLE_NAME, openExample, startApp, type App } from './support.ts';

const words = (page: Page) => page.locator('.scene-labels').innerText();
const slider = (page: Page) => page.getByRole('slider', { name: 'Precision, from high to low' });

describeInBrowser('the 3D picture', () => {
  let app: App;
  beforeAll(async () => {
    app = await startApp();
  });
  afterAll(() => app?.close());

  test('opens on the stack, each slab with its recipe and what the headline says first, within the window', async () => {
    const page = await openExample(app, { viewport: { width: 1440, height: 757 }, reducedMotion: 'reduce' });
    await page.locator('.scene-labels').getByText('fp8-unscaled').waitFor();
    const said = (await words(page)).replaceAll(/\s+/g, ' ');
    expect(said).toContain('bf16-mixed baseline');
    expect(said).toContain('keeps 54 % of the stable region (49 to 59 %)');
    expect(said).toContain('tensorwise has 103 % of the stable region (96 to 110 %)');
    const picture = (await page.locator('.scene').boundingBox())!;
    for (const label of await page.locator('.scene-labels div').all()) {
      const box = (await label.boundingBox())!;
      expect(box.x).toBeGreaterThanOrEqual(picture.x - 1);
      expect(box.x + box.width).toBeLessThanOrEqual(picture.x + picture.width + 1);
      expect(box.y + box.height).toBeLessThanOrEqual(picture.y + picture.height + 1);
    }
    // The whole of it can be seen at once.
    expect(picture.height).toBeLessThan(757);
  });

  test('walks through the precisions, by hand and by itself, and the map beside it follows', async () => {
    const page = await openExample(app, { reducedMotion: 'reduce' });
    await slider(page).waitFor();
    await slider(page).fill('0');
    await expect.poll(() => words(page)).not.toContain('tensorwise');
    expect(await slider(page).getAttribute('aria-valuetext')).toBe('bf16-mixed');
    await slider(page).fill('2');
    await expect.poll(() => words(page)).toContain('tensorwise');
    await page.locator('.map-pane g.cell[data-recipe="tensorwise"]').first().waitFor();
    expect(await words(page)).not.toContain('fp8-unscaled');
    await page.getByRole('button', { name: 'Play' }).click();
    await expect.poll(() => words(page)).toContain('fp8-unscaled');
    await page.getByRole('button', { name: 'Play' }).waitFor();
    await page.getByRole('radio', { name: 'Terraces' }).check();
    await expect.poll(() => words(page)).toContain('P(stable)');
    await slider(page).fill('2');
    await page.getByText('tensorwise: the height of a step is P(stable)').first().waitFor();
  });

  test('is turned by a drag, and the address brings view, recipe, camera and pin back on another page', async () => {
    const page = await openExample(app);
    await page.getByRole('radio', { name: 'Terraces' }).check();
    await page.locator('.scene-labels').getByText('P(stable)').waitFor();
    await page.getByLabel('Recipe', { exact: true }).selectOption('tensorwise');
    await page.locator('.map-pane g.cell[data-recipe="tensorwise"]').nth(3).click();
    await page.locator('.scene').scrollIntoViewIfNeeded();
    const box = (await page.locator('.scene canvas').boundingBox())!;
    await page.mouse.move(box.x + 200, box.y + 150);
    await page.mouse.down();
    await page.mouse.move(box.x + 300, box.y + 170, { steps: 4 });
    await page.mouse.up();
    // 100 pixels to the right are 35 degrees, 20 down are 7.
    await expect.poll(() => page.evaluate('location.hash')).toMatch(/camera=7%2C29(&|$)/);
    const hash = (await page.evaluate('location.hash')) as string;
    const heading = page.getByRole('region', { name: 'The pinned cell' }).getByRole('heading');
    const pinned = await heading.textContent();
    await page.reload();
    await page.getByRole('heading', { level: 1, name: EXAMPLE_NAME }).waitFor();
    await page.getByRole('img', { name: 'tensorwise: the height of a step is P(stable)' }).waitFor();
    await expect.poll(() => heading.textContent()).toBe(pinned);
    expect(await page.evaluate('location.hash')).toBe(hash);
  });

  test('from above it is a map without vanishing points, and a press fills the screen with it', async () => {
    const page = await openExample(app);
    await page.getByRole('button', { name: 'above' }).click();
    const flat = page.getByRole('button', { name: 'orthographic' });
    await expect.poll(() => flat.getAttribute('aria-pressed')).toBe('true');
    await page.getByRole('button', { name: 'full screen' }).click();
    await expect.poll(() => page.evaluate('document.fullscreenElement?.className')).toContain('scene-panel');
    const whole = (await page.evaluate('innerHeight')) as number;
    await expect
      .poll(async () => (await page.locator('.scene').boundingBox())!.height)
      .toBeGreaterThan(0.6 * whole);
    await page.keyboard.press('Escape');
    await page.evaluate('document.fullscreenElement && document.exitFullscreen()');
    await expect.poll(() => page.evaluate('document.fullscreenElement')).toBeNull();
  });

  test('without WebGL the vector picture says the same, and follows the walk', async () => {
    const page = await app.open();
    await page.addInitScript({ content: 'HTMLCanvasElement.prototype.getContext = () => null;' });
    await page.reload();
    await page.getByRole('link', { name: EXAMPLE_NAME }).last().click();
    const picture = page.getByRole('group', { name: '3D picture' }).locator('svg');
    await picture.waitFor();
    await expect.poll(() => picture.textContent()).toContain('keeps 54 % of the stable');
    await slider(page).fill('0');
    await expect.poll(() => picture.textContent()).not.toContain('54 %');
    await page.getByRole('button', { name: 'side' }).click();
    await expect.poll(() => page.evaluate('location.hash')).toContain('camera=90%2C14');
  });
});
