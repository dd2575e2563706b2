import { defineConfig } from 'vitest/config';

// A bound for what hangs: a property of thousands of cases takes seconds on a busy machine, and that is no fault.
export default defineConfig({
  test: { include: ['test/**/*.test.ts'], passWithNoTests: true, testTimeout: 120_000 },
});
