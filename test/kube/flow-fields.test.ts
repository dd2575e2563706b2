import { expect, test } from 'vitest';
import { flowFieldsDiffer } from '../../src/kube/flow-fields.ts';
import type { Json } from '../../src/kube/json.ts';
import { object } from '../support/check.ts';
import { deployment, ingress, networkPolicy, service } from '../support/manifests.ts';

const container = { image: 'registry.example/web:1' };

test.for<[what: string, a: Json, b: Json, expected: boolean]>([
  ['nothing', deployment('web'), deployment('web'), false],
  ['an image', deployment('web', { container }), deployment('web', { container: { image: 'x' } }), false],
  ['replicas', deployment('web'), deployment('web', { spec: { replicas: 9 } }), false],
  [
    'a field that no rule reads',
    deployment('web'),
    deployment('web', { container: { imagePullPolicy: 'Always' } }),
    false,
  ],
  ['a port', deployment('web'), deployment('web', { ports: [{ containerPort: 1 }] }), true],
  ['a label of the pods', deployment('web'), deployment('web', { labels: { app: 'api' } }), true],
  ['a selector', service('web'), service('web', { selector: { app: 'api' } }), true],
  ['a null beside an absent field', service('web'), service('web', { spec: { clusterIP: null } }), false],
  ['a backend', ingress('shop', ['web']), ingress('shop', ['api']), true],
  [
    'an annotation',
    ingress('shop', ['web']),
    ingress('shop', ['web'], { metadata: { annotations: { a: 'b' } } }),
    true,
  ],
  ['a policy', networkPolicy('deny', {}), networkPolicy('deny', { policyTypes: ['Ingress'] }), true],
])('a change of %s', ([, a, b, expected]) => {
  expect(flowFieldsDiffer(object(a), object(b))).toBe(expected);
  expect(flowFieldsDiffer(object(b), object(a))).toBe(expected);
});
