// How many pages of A4 the report of the example takes before its appendix, as Chromium prints it.
import path from 'node:path';
import { expect, test } from 'vitest';
import { exportStudy, type ExportOptions } from '../../src-main/report/export-study.ts';
import { PdfError, printByChromium } from '../../src-main/report/pdf.ts';
import { CAMERA_PRESETS } from '../../src-main/report/figures/scene/camera.ts';
import { openStudy } from '../../src-main/study/study.ts';

const EXAMPLE = path.resolve(import.meta.dirname, '../../resources/example.precipice');
const OPTIONS = {
  format: 'pdf',
  figure: null,
  theme: 'light',
  colour: 'unstable',
  height: 'stable',
  recipe: null,
  versus: null,
  camera: CAMERA_PRESETS.corner,
  decide: null,
} as const satisfies Omit<ExportOptions, 'language'>;

/** Without the appendix, which follows on the page where the rest ends; null where there is no Chromium. */
async function printed(language: 'en' | 'ja'): Promise<string | null> {
  const study = openStudy(EXAMPLE, 'read');
  try {
    const { bytes } = await exportStudy(study, { ...OPTIONS, language }, (html) => {
      const body = html.slice(0, html.indexOf('<h2 class="part">'));
      return printByChromium(body);
    });
    return Buffer.from(bytes).toString('latin1');
  } catch (error) {
    if (error instanceof PdfError && /none is found/.test(error.message)) return null;
    throw error;
  } finally {
    study.close();
  }
}

test.for(['en', 'ja'] as const)(
  'a page for the manager and five of findings (%s)',
  async (language, { skip }) => {
    const pdf = await printed(language);
    if (pdf === null) return skip('no Chromium is found');
    expect(pdf.match(/\/Type \/Page\b/g)).toHaveLength(6);
  },
);
