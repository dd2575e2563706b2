import fs from 'node:fs';
import { expect, test } from 'vitest';
import { oldestNode, requireNode } from '../../cli/shared/node-version.ts';

test.for(['20.20.2', '22.18.9', '18.0.0'])('Node.js %s is too old', version => {
  expect(() => requireNode(version)).toThrow(
    `this command needs Node.js 22.19 or newer, and this is ${version}`,
  );
});

test.for(['22.19.0', '23.0.0', '24.21.0', '100.0.0'])('Node.js %s will do', version => {
  expect(() => requireNode(version)).not.toThrow();
});

test('the package states the same version', () => {
  expect(fs.readFileSync('scripts/build.mjs', 'utf8')).toContain(`engines: { node: '>=${oldestNode}' }`);
});
