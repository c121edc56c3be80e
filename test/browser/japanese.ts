// What a reader of Japanese would still see or hear in English on a page, for tests: texts, labels, titles, options, pictures.
// What may stay as it is stands in one list, with the reason.
import type { Page } from 'playwright-core';
import { LABELS } from '../../src-main/analysis/labels/labels.ts';
import { STUDY_NAMES } from '../../src-main/evidence/studies.ts';
import { RECIPE_NAMES } from '../../src-main/recipes/presets.ts';
import { PROGRAM_NAMES } from '../../src-main/spec/programs.ts';
import { allPresetNames } from '../../src-main/sweep/preset-files.ts';

/** The letters of a text that mean something as they are, so that no other word may be hidden by one that is short. */
const word = (...names: readonly string[]) =>
  new RegExp(`(?<![A-Za-z])(?:${names.map(escaped).join('|')})(?![a-z])`, 'g');
const escaped = (name: string) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
const longestFirst = (names: readonly string[]) => [...names].sort((a, b) => b.length - a.length);

/** What stays as it is in every language, and why. Taken out of a text in this order. */
const ALLOWED: readonly (readonly [reason: string, pattern: RegExp])[] = [
  ['names of studies that the tests open', /Example: (?:FP8 beside BF16|a ladder of sizes) on Moby-Dick/g],
  ['names of studies that a command made', /evidence [a-z-]+ \((?:quick|full)\)/g],
  [
    'a path or the name of a file',
    /(?<![\w<])[~./\w*-]*\w\.(?:precipice|csv|jsonl?|ya?ml|toml|txt|bin|gz|db|py|parquet|log|md|wandb|svg|png|pdf|html|tsv)\b/g,
  ],
  ['a path', /(?:~|\.|[A-Z]:)?(?:[/\\][\w.-]+){2,}/g],
  ['a command and its options', /precipice(?: [a-z]+)?(?: --[a-z-]+)*|--[a-z-]+/g],
  ['a field of a spec, as the file writes it', /[a-zA-Z]+(?:\.[a-z][A-Za-z0-9]*)+/g],
  [
    'recipes of a study are data as well, e.g. bf16-mixed-perturbed',
    /(?<![A-Za-z\d-])(?=[a-z\d-]*\d)[a-z\d]+(?:-[a-z\d]+)+(?![A-Za-z])/g,
  ],
  ['a recipe of another library', word('rowwise_with_gw_hp')],
  ['recipes are data: files and commands use these names', word(...longestFirst(RECIPE_NAMES))],
  [
    'the label of a run as files and commands name it, behind its Japanese name',
    new RegExp(`（(?:${LABELS.join('|')})）`, 'g'),
  ],
  ['studies of the suite of published effects, as files name them', word(...longestFirst(STUDY_NAMES))],
  ['the endings of names of files', /(?<!\w)-wal\b/g],
  [
    'presets and programs are data: commands use these names',
    word(...longestFirst([...allPresetNames(), ...PROGRAM_NAMES])),
  ],
  ['this program', word('Precipice')],
  ['a language in itself', /^English$/g],
  [
    'other programs, libraries and machines',
    word(
      'MLflow',
      'Optuna',
      'Slurm',
      'TensorBoard',
      'Transformers',
      'Transformer Engine',
      'Hugging Face',
      'Weights & Biases',
      'Ray Tune',
      'Ray',
      'Lightning',
      'PyTorch',
      'torchao',
      'torchtitan',
      'torchrun',
      'nanoGPT',
      'nanochat',
      'Megatron-LM',
      'Megatron',
      'NeMo',
      'MosaicML',
      'Composer',
      'DeepSeek-V3',
      'DeepSeek',
      'Keras',
      'JAX',
      'llm.c',
      'SQLite',
      'arXiv',
      'GitHub',
      'Vulkan',
      'Metal',
      'Hopper',
      'SwiftShader',
      'WebGPU',
      'WebGL',
      'CUDA',
      'NVIDIA',
      'Linux',
      'Windows',
      'macOS',
      'Docker',
      'Apptainer',
    ),
  ],
  [
    'devices are data: commands use these names',
    word('wasm', 'webgpu', 'native', 'reference', 'tensorflow', 'AMD EPYC', 'Intel Xeon', 'SwiftShader'),
  ],
  [
    'presets and sizes of the suite are data: commands use these names',
    /(?<![A-Za-z])(?:quick(?![A-Za-z])|full(?=（))/g,
  ],
  ['a key of the keyboard', /Esc(?=キー)/g],
  ['a function', word('exp', 'log')],
  [
    'texts that models are trained on',
    word('Moby-Dick', 'Moby Dick', 'moby-dick', 'GPT-2', 'Llama', 'arXiv', 'Chinchilla', 'Shakespeare'),
  ],
  [
    'formats of files and their compression',
    word(
      'JSON Lines',
      'JSON',
      'CSV',
      'TSV',
      'SVG',
      'PNG',
      'PDF',
      'HTML',
      'YAML',
      'TOML',
      'Parquet',
      'parquet',
      'gzip',
      'SHA',
    ),
  ],
  [
    'number formats and where they are computed',
    word(
      'BFloat',
      'NVFP',
      'MXFP',
      'float',
      'bfloat',
      'GPU',
      'CPU',
      'TPU',
      'AMP',
      'OCP',
      'NaN',
      'Inf',
      'ReLU',
      'SwiGLU',
      'GELU',
      'HYBRID',
    ),
  ],
  [
    'methods known by these names',
    word(
      'AdamW',
      'Adam',
      'Muon',
      'SGD',
      'Lion',
      'Adafactor',
      'RMSNorm',
      'LayerNorm',
      'QK-norm',
      'qk-norm',
      'qk-layernorm',
      'z-loss',
      'MLP',
      'μnit Scaling',
      'muS',
      'muP',
      'MLP',
      'RoPE',
      'log²Z',
      'Hadamard',
      'Holm',
      'AUC',
      'log Z',
      'ULP',
      'RMS',
    ),
  ],
  ['where a number was published, and the preset it was measured with', word('arXiv', 'quick')],
  ['a function of mathematics', /exp(?=\()/g],
  ['a key, as it is printed on the keyboard', word('Esc')],
  ['units', word('nat', 'FLOP', 'dpi')],
  ['this app calls its own language of settings by its English name', word('spec')],
];

/** Everything that is read or read out, also what is folded; not what is marked as English, code, or a value that was typed. */
const COLLECT = `(() => {
  const stays = (element) =>
    element.closest('code, kbd, pre, script, noscript, style, textarea') !== null || element.closest('[lang]').lang !== 'ja';
  const found = [['title of the page', document.title]];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const parent = texts.currentNode.parentElement;
    if (!stays(parent)) found.push([parent.localName, texts.currentNode.data]);
  }
  const names = ['aria-label', 'aria-description', 'aria-roledescription', 'aria-valuetext', 'title', 'placeholder', 'alt', 'label'];
  for (const element of document.body.querySelectorAll(names.map((name) => '[' + name + ']').join(', '))) {
    if (stays(element)) continue;
    for (const name of names)
      if (element.hasAttribute(name)) found.push([element.localName + ' ' + name, element.getAttribute(name)]);
  }
  return found;
})()`;

/** Each text with English words, its words in front: "Try again (button: Try again)". Empty where nothing is left. */
export async function englishLeft(page: Page): Promise<string[]> {
  const found = (await page.evaluate(COLLECT)) as readonly (readonly [place: string, text: string])[];
  const left = found.flatMap(([place, text]) => {
    const rest = ALLOWED.reduce((kept, [, pattern]) => kept.replace(pattern, ' '), text);
    const words = rest.match(/[A-Za-z]{3,}/g);
    return words ? [`${words.join(' ')} (${place}: ${text.trim().slice(0, 160)})`] : [];
  });
  return [...new Set(left)];
}
