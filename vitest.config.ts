import { defineConfig } from 'vitest/config';

// What needs no process, no clock and no network beyond the loopback. The time limit is for what hangs alone.
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/system/**'],
    // The files share one world of modules, which holds no state; loading it anew for each takes as long as the tests.
    isolate: false,
    testTimeout: 600_000,
    hookTimeout: 600_000,
  },
});
