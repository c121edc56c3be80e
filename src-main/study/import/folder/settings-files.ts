// Files beside a run that say what it was set to, whatever logged it: JSON, YAML or TOML, nested settings as dotted names. Parsed by
// `yaml` and `smol-toml`. A pickle (training_args.bin) is not read: it is a program.
import { parse as parseToml, TomlError } from 'smol-toml';
import { parse as parseYaml, YAMLError } from 'yaml';
import { isObject, parsed } from '../readers/json-text.ts';
import { ReadingError } from './reading.ts';

/** By preference: of two that say one setting, the earlier counts. */
const NAMES =
  /^(\.hydra\/config|params|hparams|hyper_?params|hyper_?parameters|(training_|train_|run_|job_|trial_|model_|exp(eriment)?_)?(config|args|arguments|settings|options)|configuration|opts?|flags)\.(json|ya?ml|toml)$/i;
/** Of tools that keep other things under such a name. */
const NONE = /^(tokenizer_config|generation_config|adapter_config|preprocessor_config)\.json$/i;
/** Bytes beyond which it is no file of settings. */
export const LARGEST_SETTINGS = 4e6;
const DEEPEST = 8;

/** `name`: with its folder where that says what it is: .hydra/config.yaml. */
export function isSettingsFile(name: string): boolean {
  return NAMES.test(name) && !NONE.test(name);
}

/** @throws ReadingError. */
export function settingsOfFile(name: string, text: string): ReadonlyMap<string, unknown> {
  const value = /\.toml$/i.test(name) ? ofToml(text) : /\.json$/i.test(name) ? ofJson(text) : ofYaml(text);
  if (!isObject(value)) throw new ReadingError('holds no settings by name.');
  return flattened(value);
}

function ofJson(text: string): unknown {
  const { value, error } = parsed(text);
  if (error !== null) throw new ReadingError(`is ${error}.`);
  return value;
}

function ofYaml(text: string): unknown {
  try {
    // Python writes 1e-3 for 0.001, which YAML 1.2 reads as a number and YAML 1.1 as a word. Tags of Python's own are read as what they tag.
    return parseYaml(text, { logLevel: 'error', maxAliasCount: 1000 });
  } catch (error) {
    if (error instanceof YAMLError || error instanceof ReferenceError)
      throw new ReadingError(`is not YAML: ${error.message.split('\n')[0]!.replace(/[.:]$/, '')}.`);
    throw error;
  }
}

function ofToml(text: string): unknown {
  try {
    return parseToml(text);
  } catch (error) {
    if (error instanceof TomlError) throw new ReadingError(`is not TOML: ${error.message.split('\n')[0]!}.`);
    throw error;
  }
}

/** `{optim: {lr: 1}}` as optim.lr. Lists of words are joined by a plus, others are their JSON; an empty one says nothing. */
export function flattened(value: Readonly<Record<string, unknown>>): Map<string, unknown> {
  const into = new Map<string, unknown>();
  const visit = (part: Readonly<Record<string, unknown>>, prefix: string, depth: number) => {
    for (const [key, own] of Object.entries(part)) {
      const name = `${prefix}${key}`;
      if (own === null || own === undefined || (Array.isArray(own) && own.length === 0)) continue;
      if (isObject(own) && !(own instanceof Date)) {
        if (depth < DEEPEST) visit(own, `${name}.`, depth + 1);
      } else into.set(name, plain(own));
    }
  };
  visit(value, '', 0);
  return into;
}

function plain(value: unknown): unknown {
  if (Array.isArray(value) && value.every((part) => typeof part === 'string')) return value.join('+');
  if (typeof value === 'bigint') return value.toString();
  return typeof value === 'object' ? JSON.stringify(value) : value;
}
