import fs from 'node:fs';
import { expect, test } from 'vitest';
import { checked } from './kubectl.ts';
import { suite } from './suite.ts';

suite('the README', {}, cluster => {
  test('shows a refusal as the real kubectl prints it', async () => {
    const { admin } = cluster();
    await checked(admin(['create', 'namespace', 'shop']));
    const { code, stdout, stderr } = await admin(['apply', '-f', 'examples/refused.yaml']);
    const shown = fs.readFileSync('examples/refused.out', 'utf8').replace(/\n\d+ objects: .*\n$/, '\n');
    const sorted = (text: string) => text.split('\n').filter(Boolean).sort();
    expect(sorted(stdout + stderr)).toEqual(sorted(shown));
    expect(code).toBe(1);
  });
});
