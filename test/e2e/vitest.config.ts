import { defineConfig } from 'vitest/config';

// Each file has a control plane, which mostly waits: for a watch, a start, a deletion.
// biome-ignore lint/style/noDefaultExport: vitest takes it
export default defineConfig({
  test: {
    include: ['test/e2e/*.e2e.ts'],
    globalSetup: 'test/e2e/setup.ts',
    reporters: ['default', './test/e2e/reporter.ts'],
    maxWorkers: 3,
    testTimeout: 300_000,
    hookTimeout: 120_000,
  },
});
