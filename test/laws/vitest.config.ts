import fs from 'node:fs';
import path from 'node:path';
import { defineConfig } from 'vitest/config';

/** The laws, and every other file that `npm test` runs only on a sample. */
const files = fs
  .readdirSync('test', { recursive: true, encoding: 'utf8' })
  .map(file => path.join('test', file))
  .filter(file => file.endsWith('.test.ts'))
  .filter(
    file => file.startsWith('test/laws/') || fs.readFileSync(file, 'utf8').includes('/support/cases.ts'),
  );

// The time limit is only for hanging tests: budgets are in cases.
// biome-ignore lint/style/noDefaultExport: vitest takes it
export default defineConfig({
  test: { include: files, env: { LAWS: 'full' }, testTimeout: 3_600_000, hookTimeout: 3_600_000 },
});
