import { tmpdir } from 'node:os';
import path from 'node:path';
import { defineConfig } from 'vitest/config';
import LongestFirst from './test/longest-first.ts';

/** Folders of pure parts, whose tests change nothing that outlives them: their files share a process. */
const SHARED = [
  'analysis',
  'contract',
  'formats',
  'plan',
  'records',
  'renderer',
  'report',
  'spec',
  'wire',
].map((folder) => `test/${folder}/**/*.test.ts`);

export default defineConfig({
  test: {
    // Long enough for a slow machine: a limit on time that means something stands in the test.
    testTimeout: 600_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 240_000 } },
    pool: 'forks',
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    env: {
      // What tests start must not write into the log of whoever runs them.
      PRECIPICE_LOGS: path.join(tmpdir(), 'precipice-test-logs'),
      // Hundreds of processes are started, each of which would strip the types of the same files.
      NODE_COMPILE_CACHE: path.resolve(import.meta.dirname, 'node_modules/.cache/node'),
      // A sweep of a moment needs no good estimate of its time.
      PRECIPICE_MEASURE_SECONDS: '0.02',
    },
    projects: [
      { extends: true, test: { name: 'alone', include: ['test/**/*.test.ts'], exclude: SHARED } },
      { extends: true, test: { name: 'shared', include: SHARED, isolate: false } },
    ],
  },
});
