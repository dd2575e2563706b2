import { defineConfig } from 'vitest/config';

// What needs no process, no clock and no network beyond the loopback. The time limit is for what hangs alone.
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/system/**'],
    testTimeout: 600_000,
    hookTimeout: 600_000,
  },
});
