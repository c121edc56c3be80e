// The linter: strict TypeScript rules, and which room may import which.
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';
import rooms from './eslint.rooms.js';

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
  {
    files: ['src-main/**/*.ts', 'src-renderer/**/*.{ts,tsx}'],
    plugins: { rooms },
    rules: { 'rooms/imports': 'error' },
  },
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
    },
  },
);
