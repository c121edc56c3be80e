import { tmpdir } from 'node:os';
import path from 'node:path';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Long enough for a slow machine: a limit on time that means something stands in the test.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 120_000 } },
    pool: 'forks',
    maxWorkers: 2,
    // What tests start must not write into the log of whoever runs them.
    env: { PRECIPICE_LOGS: path.join(tmpdir(), 'precipice-test-logs') },
  },
});
