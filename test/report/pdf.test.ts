import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { printByChromium } from '../../src-main/report/pdf.ts';

afterEach(() => vi.unstubAllEnvs());

test.skipIf(process.platform !== 'linux')(
  'without a Chromium one sentence says what to install',
  async () => {
    vi.stubEnv('PRECIPICE_CHROMIUM', '');
    vi.stubEnv('PATH', mkdtempSync(path.join(tmpdir(), 'precipice-empty-')));
    await expect(printByChromium('<p>')).rejects.toThrow(
      /^A PDF is printed by Chromium, and none is found: install chromium .*--format html needs none\.$/,
    );
  },
);

test('a PRECIPICE_CHROMIUM that is no file is named', async () => {
  vi.stubEnv('PRECIPICE_CHROMIUM', '/no/such/browser');
  await expect(printByChromium('<p>')).rejects.toThrow(
    'PRECIPICE_CHROMIUM is "/no/such/browser", which is no file',
  );
});

test.skipIf(process.platform === 'win32')(
  'a browser that does not print is named with the reason',
  async () => {
    vi.stubEnv('PRECIPICE_CHROMIUM', '/bin/false');
    await expect(printByChromium('<p>')).rejects.toThrow('/bin/false did not print the page');
  },
);
