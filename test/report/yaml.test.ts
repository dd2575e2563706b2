import fc from 'fast-check';
import { load } from 'js-yaml';
import { expect, test } from 'vitest';
import type { Json } from '../../src/kube/json.ts';
import { formatYaml } from '../../src/text/yaml.ts';
import { cases } from '../support/cases.ts';

test('a small object is printed as kubectl prints it', () => {
  const value = {
    kind: 'NetworkPolicy',
    spec: { podSelector: {}, ports: [{ port: 80, name: 'http' }, 'x'] },
  };
  expect(formatYaml(value).join('\n')).toMatchInlineSnapshot(`
    "kind: NetworkPolicy
    spec:
      podSelector: {}
      ports:
      - port: 80
        name: http
      - x"
  `);
});

test('a string that YAML would read as something else is quoted', () => {
  const value = ['80', 'yes', 'null', '', 'a: b', '- a', '~', '1e3', 'http', 'app.kubernetes.io/name'];
  expect(formatYaml(value).join('\n')).toMatchInlineSnapshot(`
    "- "80"
    - "yes"
    - "null"
    - ""
    - "a: b"
    - "- a"
    - "~"
    - "1e3"
    - http
    - app.kubernetes.io/name"
  `);
});

test('YAML of any JSON value is read back as that value', () => {
  fc.assert(
    fc.property(fc.jsonValue({ stringUnit: 'binary' }), value => {
      expect(load(formatYaml(value as Json).join('\n'))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
    cases({ sample: 100, full: 1000 }),
  );
});
