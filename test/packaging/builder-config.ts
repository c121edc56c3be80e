// electron-builder's own reading of electron-builder.yml, and its check of it against its schema. No claims here.
import type { Configuration } from 'electron-builder';
import { createRequire } from 'node:module';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '../..');
const require = createRequire(createRequire(import.meta.url).resolve('electron-builder'));

interface ConfigModule {
  getConfig(projectFolder: string, file: string, options: null): Promise<Configuration>;
  /** @throws Error that names what does not fit. */
  validateConfiguration(configuration: Configuration, log: { readonly isEnabled: boolean }): Promise<void>;
}

const { getConfig, validateConfiguration } =
  require('app-builder-lib/out/util/config/config') as ConfigModule;

export function builderConfig(): Promise<Configuration> {
  return getConfig(ROOT, 'electron-builder.yml', null);
}

export function validateBuilderConfig(configuration: Configuration): Promise<void> {
  return validateConfiguration(configuration, { isEnabled: false });
}
