import { defineConfig } from 'vitest/config';

// Each file has a control plane, which mostly waits for a watch, a start or a deletion.
const shared = { testTimeout: 300_000, hookTimeout: 120_000 };
// These need more programs than a control plane; the other files do not wait for them.
const deploy = ['test/e2e/deploy*.e2e.ts'];

// biome-ignore lint/style/noDefaultExport: vitest takes it
export default defineConfig({
  test: {
    globalSetup: 'test/e2e/setup.ts',
    reporters: ['default', './test/e2e/reporter.ts'],
    maxWorkers: 3,
    projects: [
      { test: { ...shared, name: 'cluster', include: ['test/e2e/*.e2e.ts'], exclude: deploy } },
      { test: { ...shared, name: 'deploy', include: deploy, globalSetup: 'test/e2e/deploy-setup.ts' } },
    ],
  },
});
