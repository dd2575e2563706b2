import fs from 'node:fs';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';

test('the package contains the schema of the config, at the path that its README names', () => {
  const named = /\$schema=node_modules\/ingress-policy\/(\S+)/.exec(
    fs.readFileSync('dist/README.md', 'utf8'),
  );
  const validate = new Ajv({ allowUnionTypes: true }).compile(
    JSON.parse(fs.readFileSync(`dist/${named?.[1]}`, 'utf8')),
  );
  expect(validate({ rules: { 'pre-stop-missing': { params: { seconds: 20 } } } })).toBe(true);
  expect(validate({ rules: { 'pre-stop-mising': 'warn' } })).toBe(false);
});
