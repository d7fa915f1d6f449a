import { defineConfig, mergeConfig } from 'vitest/config';
import usual from './vitest.config.js';

// The long runs that `npm test` leaves out: a gateway is ended at each point, at each of its occurrences.
const { test, ...rest } = usual;
const { include: _, exclude: __, ...shared } = test ?? {};

export default mergeConfig(
  defineConfig({ ...rest, test: shared }),
  defineConfig({
    test: {
      include: ['{sdk,gateway,conformance}/test/**/*.crash.test.ts'],
      exclude: ['**/node_modules/**', '**/dist/**'],
      // The processes of one file fill the machine.
      fileParallelism: false,
      // Progress is printed as it comes.
      disableConsoleIntercept: true,
    },
  }),
);
