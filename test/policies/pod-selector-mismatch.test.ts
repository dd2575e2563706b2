import { expect, test } from 'vitest';
import type { Json } from '../../src/kube/json.ts';
import { found, judge, type Options } from '../support/check.ts';
import { deployment, ingress, manifest, podTemplate, service, workload } from '../support/manifests.ts';

const rule = 'pod-selector-mismatch';
const on = (severity: string, kind = 'Deployment') => [`${severity} ${rule} ${kind} shop/web`];
const clean: readonly string[] = [];

/** A workload behind a route, so that a finding has full force. */
const routed = (...objects: readonly (Json | string)[]) =>
  manifest(...objects, service('web'), ingress('shop', ['web']));
const selecting = (selector: Json, labels: { readonly [key: string]: Json } = { app: 'web' }) =>
  deployment('web', { labels, spec: { selector } });
const expression = (operator: string, values: readonly string[] | null) => ({
  matchExpressions: [{ key: 'app', operator, ...(values === null ? {} : { values: [...values] }) }],
});

interface Case {
  readonly is: string;
  readonly yaml: string;
  readonly expected: readonly string[];
  readonly options?: Options;
}

const cases: readonly Case[] = [
  { is: 'equal', yaml: routed(deployment('web')), expected: clean },
  {
    is: 'the template lacks a key',
    yaml: routed(selecting({ matchLabels: { app: 'web', tier: 'front' } })),
    expected: on('error'),
  },
  {
    is: 'the template has another value',
    yaml: routed(selecting({ matchLabels: { app: 'web', tier: 'front' } }, { app: 'web', tier: 'back' })),
    expected: on('error'),
  },
  {
    is: 'the template has no labels at all',
    yaml: manifest(deployment('web', { labels: {}, spec: { selector: { matchLabels: { app: 'web' } } } })),
    expected: on('warning'),
  },
  {
    is: 'the template has more labels',
    yaml: routed(selecting({ matchLabels: { app: 'web' } }, { app: 'web', tier: 'front' })),
    expected: clean,
  },
  {
    is: 'In holds the value',
    yaml: routed(selecting(expression('In', ['web', 'shop']))),
    expected: clean,
  },
  {
    is: 'In does not hold the value',
    yaml: routed(selecting(expression('In', ['shop']))),
    expected: on('error'),
  },
  { is: 'NotIn', yaml: routed(selecting(expression('NotIn', ['web']))), expected: on('error') },
  { is: 'Exists', yaml: routed(selecting(expression('Exists', null))), expected: clean },
  {
    is: 'DoesNotExist',
    yaml: routed(selecting(expression('DoesNotExist', null))),
    expected: on('error'),
  },
  {
    is: 'matchLabels and matchExpressions both',
    yaml: routed(selecting({ matchLabels: { app: 'web' }, ...expression('In', ['shop']) })),
    expected: on('error'),
  },
  { is: 'no selector', yaml: routed(selecting(null)), expected: on('error') },
  { is: 'an empty selector', yaml: routed(selecting({})), expected: on('error') },
  {
    is: 'the removed versions took the labels of the template',
    yaml: routed({
      apiVersion: 'extensions/v1beta1',
      kind: 'Deployment',
      metadata: { name: 'web', namespace: 'shop' },
      spec: { template: podTemplate('web') },
    }),
    expected: clean,
  },

  // The other kinds.
  ...['StatefulSet', 'DaemonSet', 'ReplicaSet', 'Rollout'].map(kind => ({
    is: `a ${kind}`,
    yaml: routed(
      workload(kind, 'web', { spec: { selector: { matchLabels: { app: 'web', tier: 'front' } } } }),
    ),
    expected: on('error', kind),
  })),
  ...['ReplicationController', 'DeploymentConfig'].map(kind => ({
    is: `a ${kind}, whose selector is a plain map`,
    yaml: routed(workload(kind, 'web', { spec: { selector: { app: 'web', tier: 'front' } } })),
    expected: on('error', kind),
  })),
  ...['ReplicationController', 'DeploymentConfig'].map(kind => ({
    is: `a ${kind} without a selector takes the labels of its template`,
    yaml: routed(workload(kind, 'web', { spec: { selector: null } })),
    expected: clean,
  })),
  {
    is: 'a Rollout that takes the template of a Deployment',
    yaml: routed({
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Rollout',
      metadata: { name: 'web', namespace: 'shop' },
      spec: { workloadRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' } },
    }),
    expected: clean,
  },
  {
    is: 'the API server makes the selector of a Job',
    yaml: manifest(workload('Job', 'web')),
    expected: clean,
  },
  {
    is: 'a ReplicaSet that a Deployment keeps',
    yaml: manifest(
      workload('ReplicaSet', 'web', {
        metadata: {
          ownerReferences: [
            { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web', uid: '1', controller: true },
          ],
        },
        spec: { selector: { matchLabels: { app: 'web', 'pod-template-hash': 'x' } } },
      }),
    ),
    expected: clean,
  },

  // Exposure and scope.
  {
    is: 'a worker to which nothing leads is never silent, only a step lower',
    yaml: manifest(
      deployment('mailer', { spec: { selector: { matchLabels: { app: 'mail' } } } }),
      deployment('web'),
      service('web'),
      ingress('shop', ['web']),
    ),
    expected: [`warning ${rule} Deployment shop/mailer`],
  },
  {
    is: 'scope all: full force on a worker',
    yaml: manifest(deployment('mailer', { spec: { selector: { matchLabels: { app: 'mail' } } } })),
    expected: [`error ${rule} Deployment shop/mailer`],
    options: { policy: { rules: { [rule]: { scope: 'all' } } } },
  },
  {
    is: 'without a route in the input it is a warning',
    yaml: manifest(selecting({ matchLabels: { app: 'shop' } }), service('web')),
    expected: on('warning'),
  },
  {
    is: 'profile strict: full force behind every Service',
    yaml: manifest(selecting({ matchLabels: { app: 'shop' } }), service('web')),
    expected: on('error'),
    options: { policy: { profile: 'strict' } },
  },

  // What is not known.
  {
    is: 'a label of the template is a parameter',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a parameter as OpenShift and envsubst write it
    yaml: manifest(selecting({ matchLabels: { app: 'web' } }, { app: '${NAME}' })),
    expected: clean,
  },
  {
    is: 'the same parameter on both sides, and another key that fails',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: see above
    yaml: manifest(selecting({ matchLabels: { app: '${NAME}', tier: 'front' } }, { app: '${NAME}' })),
    expected: on('warning'),
  },
  {
    is: 'the workload exists twice with different content',
    yaml: routed(deployment('web'), selecting({ matchLabels: { app: 'shop' } })),
    expected: clean,
  },
  {
    is: 'an agent that labels running pods comes after the API server',
    yaml: routed(selecting({ matchLabels: { app: 'web', role: 'master' } })),
    expected: on('error'),
  },
  {
    is: 'an open world changes nothing inside of one object',
    yaml: routed(selecting({ matchLabels: { app: 'web', tier: 'front' } })),
    expected: on('error'),
    options: { world: 'open' },
  },
  {
    is: 'nor does a part of the input that could not be read',
    yaml: routed(selecting({ matchLabels: { app: 'web', tier: 'front' } })),
    expected: on('error'),
    options: { unread: true },
  },
];

test.for(cases)('$is', ({ yaml, expected, options }) => {
  expect(found(yaml, rule, options)).toEqual(expected);
});

const finding = (yaml: string) => judge(yaml, {}, rule).findings[0];

const messages: readonly (readonly [string, Json, string])[] = [
  [
    'what is selected and what is there',
    selecting({ matchLabels: { app: 'web', tier: 'front' } }),
    'Deployment shop/web selects "app=web,tier=front", and its own pod template has "app=web": the API server refuses it',
  ],
  [
    'expressions',
    selecting({ matchLabels: { app: 'web' }, ...expression('In', ['shop', 'front']) }),
    'Deployment shop/web selects "app=web,app In (shop, front)", and its own pod template has "app=web": the API server refuses it',
  ],
  [
    'no selector',
    selecting(null),
    'Deployment shop/web has no spec.selector, and its pod template has "app=web": the API server refuses it',
  ],
];

test.for(messages)('%s is said', ([, object, message]) => {
  expect(finding(routed(object))?.message).toBe(message);
});

const labels = '/spec/template/metadata/labels';
const fixes: readonly (readonly [string, Json, Json])[] = [
  [
    'adds the label that the template lacks',
    selecting({ matchLabels: { app: 'web', 'shop.example/tier': 'front' } }),
    [{ op: 'add', path: `${labels}/shop.example~1tier`, value: 'front' }],
  ],
  [
    'adds labels where the template has no metadata',
    deployment('web', { spec: { template: { spec: { containers: [{ name: 'web' }] } } } }),
    [{ op: 'add', path: '/spec/template/metadata', value: { labels: { app: 'web' } } }],
  ],
  ['changes no label that is there', selecting({ matchLabels: { app: 'shop' } }), null],
  ['reads no wish out of an expression', selecting(expression('In', ['shop'])), null],
  [
    'writes the selector that is missing from the labels of the template',
    selecting(null),
    [{ op: 'add', path: '/spec/selector', value: { matchLabels: { app: 'web' } } }],
  ],
];

test.for(fixes)('the fix %s', ([, object, operations]) => {
  expect(finding(routed(object))?.fix?.operations ?? null).toEqual(operations);
});

test('an exemption on the workload silences it', () => {
  const annotations = {
    'ingress-policy.io/exempt': rule,
    'ingress-policy.io/reason': 'a webhook adds the label',
  };
  const object = deployment('web', {
    metadata: { annotations },
    spec: { selector: { matchLabels: { app: 'shop' } } },
  });
  const evaluation = judge(routed(object), {}, rule);
  expect([evaluation.findings.length, evaluation.exempt.length]).toEqual([0, 1]);
});
