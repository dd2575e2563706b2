import fs from 'node:fs';
import { expect, test } from 'vitest';
import { main } from '../../cli/main.ts';
import { oldestNode, requireNode } from '../../cli/shared/node-version.ts';
import { capture } from '../support/capture.ts';

test.for(['20.20.2', '22.18.9', '18.0.0'])('Node.js %s is too old', version => {
  expect(() => requireNode(version)).toThrow(`Node.js 22.19 or newer is needed, and this is ${version}`);
});

test.for(['22.19.0', '23.0.0', '24.21.0', '100.0.0'])('Node.js %s will do', version => {
  expect(() => requireNode(version)).not.toThrow();
});

test('the package states the same version', () => {
  expect(fs.readFileSync('scripts/build.mjs', 'utf8')).toContain(`engines: { node: '>=${oldestNode}' }`);
});

test.for(['check', 'review', 'explain', 'serve', 'audit', 'scan'])('%s says so first', async name => {
  const io = capture();
  expect(await main([name, 'nowhere'], io, '20.20.2')).toBe(2);
  expect(io.err()).toBe('ingress-policy: Node.js 22.19 or newer is needed, and this is 20.20.2\n');
});
