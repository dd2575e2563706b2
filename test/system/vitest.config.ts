import { defineConfig } from 'vitest/config';

// Processes, sockets and real clocks. The time limit is only for hanging tests.
// biome-ignore lint/style/noDefaultExport: vitest takes it
export default defineConfig({
  test: { include: ['test/system/**/*.test.ts'], testTimeout: 600_000, hookTimeout: 600_000 },
});
