import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Configuration } from 'electron-builder';
import { expect, test } from 'vitest';
import { builderConfig, validateBuilderConfig } from './builder-config.ts';

const targets = (of: unknown) =>
  (of as { target: { target: string; arch: string[] }[] }).target.map(({ target, arch }) => [
    target,
    ...arch,
  ]);

test('electron-builder’s schema knows every option, and would not know a wrong one', async () => {
  const config = await builderConfig();
  await expect(validateBuilderConfig(config)).resolves.toBeUndefined();
  const wrong = { ...config, nsis: { ...config.nsis, perMachines: false } } as Configuration;
  await expect(validateBuilderConfig(wrong)).rejects.toThrow('configuration.nsis');
});

test('there is an installer for each platform and processor', async () => {
  const { win, mac, linux } = await builderConfig();
  expect(targets(win)).toEqual([['nsis', 'x64', 'arm64']]);
  expect(targets(mac)).toEqual([['dmg', 'x64', 'arm64']]);
  expect(targets(linux)).toEqual([
    ['AppImage', 'x64'],
    ['deb', 'x64'],
  ]);
});

test('Windows installs for one user, and no installer asks for updates or is uploaded', async () => {
  const { nsis, dmg, publish } = await builderConfig();
  expect(nsis).toMatchObject({ oneClick: true, perMachine: false, differentialPackage: false });
  expect(dmg).toMatchObject({ writeUpdateInfo: false });
  expect(publish).toBeNull();
});

test('studies open by double click', async () => {
  const { fileAssociations } = await builderConfig();
  expect(fileAssociations).toMatchObject([
    { ext: 'precipice', role: 'Editor', mimeType: 'application/x-precipice' },
  ]);
});

test('what Electron runs lies in the archive whole, and Electron loads nothing but the archive and checks it', async () => {
  const { asar, asarUnpack, electronFuses } = await builderConfig();
  expect(asar).toEqual({ smartUnpack: false });
  expect(asarUnpack).toEqual(['**/*.node']);
  expect(electronFuses).toMatchObject({
    onlyLoadAppFromAsar: true,
    enableEmbeddedAsarIntegrityValidation: true,
  });
});

test('on macOS the app may compile code, and the programs inside may load what others signed', async () => {
  const { mac } = await builderConfig();
  const { hardenedRuntime, entitlements, entitlementsInherit } = mac!;
  expect(hardenedRuntime).toBe(true);
  const keys = (file: string) =>
    [
      ...readFileSync(path.resolve(file), 'utf8').matchAll(
        /<key>com\.apple\.security\.cs\.(.*?)<\/key>\s*<true\/>/g,
      ),
    ].map(([, key]) => key);
  expect(keys(entitlements!)).toEqual(['allow-jit']);
  expect(keys(entitlementsInherit!)).toEqual([
    'allow-jit',
    'allow-unsigned-executable-memory',
    'disable-library-validation',
  ]);
  expect(existsSync(path.resolve('scripts/check-packed.ts'))).toBe(true);
});
