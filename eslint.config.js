// The linter: strict TypeScript rules, and the direction of imports between the parts of src-main.
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

const numbers = ['recipes', 'formats'];
const studies = ['study', 'analysis', ...numbers];
const work = ['sweep', 'report', 'host', 'engine', ...studies];

/** What each part may import, besides itself. Arrows run downward only. */
const mayImport = {
  diagnosis: ['installation'],
  installation: [],
  wire: [],
  formats: [],
  recipes: ['formats'],
  engine: [...numbers, 'wire'],
  analysis: numbers,
  study: ['analysis', ...numbers],
  host: ['engine', ...numbers, 'diagnosis', 'installation', 'wire'],
  sweep: ['host', 'engine', ...studies, 'diagnosis', 'installation'],
  report: [...studies, 'diagnosis', 'installation'],
  api: [...work, 'diagnosis', 'installation', 'wire'],
  server: ['api', 'report', 'study', 'analysis', 'diagnosis', 'installation', 'wire'],
  shell: ['api', 'report', 'study', 'analysis', 'diagnosis', 'installation'],
  cli: ['server', 'api', ...work, 'installation'],
};
const parts = Object.keys(mayImport);

/** Files that must run in a browser as well: no Node, no packages that need it. */
const pure = [
  'src-main/formats/**/*.ts',
  'src-main/recipes/**/*.ts',
  'src-main/analysis/**/*.ts',
  'src-main/engine/*.ts',
  'src-main/engine/transformer/*.ts',
  'src-main/report/figures/**/*.ts',
  'src-main/report/language/**/*.ts',
  'src-main/report/decision-text.ts',
  'src-main/report/most-kept.ts',
  'src-main/report/quantity-text.ts',
  'src-main/sweep/spec*.ts',
  'src-main/sweep/plan.ts',
  'src-main/sweep/refine.ts',
  'src-main/sweep/edge-belief.ts',
  'src-main/sweep/best-rate.ts',
  'src-main/sweep/estimate.ts',
  'src-main/study/types.ts',
  'src-main/study/import/mapping.ts',
  'src-main/study/import/precision-names.ts',
  'src-main/api/contract.ts',
  'src-main/api/packed-analysis.ts',
  'src-main/wire/**/*.ts',
];
/** The same for an import path: src-main/(?!...). */
const pureNames =
  '(formats|recipes|analysis|report/(figures|language)|wire)/|report/(decision-text|most-kept|quantity-text)\\.ts|engine/(transformer/)?[^/]+$|sweep/(spec[^/]*|plan|refine|estimate)\\.ts|study/(types|import/(mapping|precision-names))\\.ts|api/(contract|packed-analysis)\\.ts';
const pureOnly = {
  regex: '^(node:|better-sqlite3|@resvg|commander)',
  message: 'This part is pure: no Node, no native packages.',
};

function arrows(part) {
  const forbidden = parts.filter((other) => other !== part && !mayImport[part].includes(other));
  return {
    regex: `^(\\.\\./)+(${forbidden.join('|')})/`,
    message: `${part} may import only: ${[part, ...mayImport[part]].join(', ')}.`,
  };
}

export default tseslint.config(
  { ignores: ['node_modules', 'build', 'dist', 'src-main/engine/devices/wasm/kernels'] },
  ...tseslint.configs.strict,
  ...tseslint.configs.stylistic,
  {
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/consistent-type-definitions': ['error', 'interface'],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      eqeqeq: 'error',
    },
  },
  ...parts
    .filter((part) => part !== 'cli')
    .map((part) => ({
      files: [`src-main/${part}/**/*.ts`],
      rules: { 'no-restricted-imports': ['error', { patterns: [arrows(part)] }] },
    })),
  {
    // Above 2 GiB an address is negative to them: places in memory are found by heap.ts.
    files: ['src-main/engine/devices/wasm/*.ts'],
    rules: { 'no-bitwise': 'error' },
  },
  {
    files: ['src-renderer/**/*.{ts,tsx}'],
    plugins: { 'react-hooks': reactHooks },
    rules: {
      ...reactHooks.configs.recommended.rules,
      // A warning for users of the React compiler, which is not used here.
      'react-hooks/incompatible-library': 'off',
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            { regex: '^node:', message: 'The renderer runs in a browser.' },
            {
              regex: `src-main/(?!${pureNames})`,
              allowTypeImports: true,
              message: 'The renderer may run pure parts only, and take types from the rest.',
            },
          ],
        },
      ],
    },
  },
  ...parts
    .filter((part) => pure.some((glob) => glob.startsWith(`src-main/${part}/`)))
    .map((part) => ({
      files: pure.filter((glob) => glob.startsWith(`src-main/${part}/`)),
      rules: { 'no-restricted-imports': ['error', { patterns: [arrows(part), pureOnly] }] },
    })),
);
