import { defineConfig } from 'vitest/config';

// Tests run against the sources (export condition `selat-source`); the processes they spawn run `dist`.
export default defineConfig({
  resolve: { conditions: ['selat-source', 'node'] },
  ssr: { resolve: { conditions: ['selat-source', 'node'] } },
  test: {
    include: ['{test,sdk/test,gateway/test,conformance/test}/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**', '**/*.crash.test.ts'],
    globalSetup: ['gateway/test/support/postgres-setup.ts'],
    // All cores: files wait for processes and sockets more than they compute.
    maxWorkers: '100%',
    // A worker keeps its modules from one file to the next: loading them takes longer than most files run. State of modules is
    // caches of pure functions and names that count up; what a file opens it closes.
    isolate: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: ['default'],
  },
});
