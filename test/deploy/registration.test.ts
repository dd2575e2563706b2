import { expect, test } from 'vitest';
import { excludedNamespaces, matchConditions, webhookRules } from '../../deploy/registration.ts';
import {
  auditRights,
  leaseRights,
  type PolicyRule,
  reportRights,
  webhookRights,
} from '../../deploy/rights.ts';
import { kinds } from '../../src/kube/kinds.ts';
import { watched } from '../../src/sources/cluster/source.ts';
import { baseObjects, type Manifest, one } from './manifests.ts';

const modes = ['validate', 'mutate'] as const;
const pairs = (rules: readonly { apiGroups: readonly string[]; resources: readonly string[] }[]) =>
  rules.flatMap(({ apiGroups, resources }) =>
    apiGroups.flatMap(group => resources.map(resource => `${group}/${resource}`)),
  );

test.each(modes)('the rules of %s name kinds of the table, in every version that is read', door => {
  for (const { apiGroups, apiVersions, resources } of webhookRules(door))
    for (const resource of resources) {
      const kind = kinds.find(({ group, plural }) => group === apiGroups[0] && plural === resource);
      expect(kind?.versions, resource).toEqual(apiVersions);
    }
});

test.each(modes)(
  'the rules of %s match no cluster-scoped kind, no Pod, nothing that controllers make',
  door => {
    const clusterScoped = kinds.filter(({ namespaced }) => !namespaced).map(({ plural }) => plural);
    const made = ['pods', 'replicasets', 'jobs', 'cronjobs', 'endpoints', 'endpointslices'];
    const others = ['nodes', 'leases', 'configmaps', 'secrets', 'events', 'certificatesigningrequests'];
    const never = [...clusterScoped, ...made, ...others];
    for (const rule of webhookRules(door)) {
      expect(rule.scope).toBe('Namespaced');
      expect(rule.operations).toEqual(['CREATE', 'UPDATE']);
      for (const words of [rule.apiGroups, rule.apiVersions, rule.resources])
        expect(words.join(' ')).not.toMatch(/\*|\//);
      expect(rule.resources.filter(resource => never.includes(resource))).toEqual([]);
    }
  },
);

test('what is patched is a workload, and is asked about by validate too', () => {
  expect(pairs(webhookRules('mutate'))).toEqual([
    '/replicationcontrollers',
    'apps/deployments',
    'apps/statefulsets',
    'apps/daemonsets',
    'apps.openshift.io/deploymentconfigs',
    'argoproj.io/rollouts',
  ]);
  expect(pairs(webhookRules('validate'))).toEqual(expect.arrayContaining(pairs(webhookRules('mutate'))));
});

test('every route, Service, workload, policy and grant that people write is asked about', () => {
  expect(pairs(webhookRules('validate'))).toEqual(
    expect.arrayContaining([
      '/services',
      'networking.k8s.io/ingresses',
      'networking.k8s.io/networkpolicies',
      'gateway.networking.k8s.io/httproutes',
      'gateway.networking.k8s.io/grpcroutes',
      'gateway.networking.k8s.io/referencegrants',
      'route.openshift.io/routes',
    ]),
  );
});

test('the API server takes 64 match conditions, each with a name of its own', () => {
  expect(matchConditions.length).toBeGreaterThan(0);
  expect(matchConditions.length).toBeLessThanOrEqual(64);
  expect(new Set(matchConditions.map(({ name }) => name)).size).toBe(matchConditions.length);
});

/** Fields that no object is without, as the API server sends it. */
const always = ['object.metadata', 'oldObject.metadata', 'request.operation', 'request.userInfo'];

test('no match condition reads a field that may be absent without a test for it', () => {
  for (const { name, expression } of matchConditions) {
    const tested = [...expression.matchAll(/has\(([\w.]+)\)/g)].map(([, field]) => field ?? '');
    const read = [...expression.matchAll(/\b(?:object|oldObject|request|owner)(?:\.\w+)+(?!\w*\()/g)].map(
      ([field]) => field,
    );
    const bare = read.filter(field => ![...always, ...tested].some(known => field === known));
    expect(bare, name).toEqual([]);
  }
});

const writes = (rules: readonly PolicyRule[]) =>
  rules.filter(({ verbs }) => verbs.some(verb => !['get', 'list', 'watch'].includes(verb)));

test('the webhook may read what it watches and list what it asks for live, and may write nothing', () => {
  expect(writes(webhookRights)).toEqual([]);
  for (const { group, plural } of watched)
    expect(verbsOf(webhookRights, group, plural), plural).toEqual(['get', 'list', 'watch']);
  expect(verbsOf(webhookRights, '', 'pods')).toEqual(['list']);
  expect(verbsOf(webhookRights, 'apps', 'replicasets')).toEqual(['list']);
  expect(verbsOf(webhookRights, 'apps', 'controllerrevisions')).toEqual(['list']);
  expect(pairs(webhookRights)).toHaveLength(watched.length + 3);
});

test('the auditor reads the kinds of the table, and writes reports and its Lease alone', () => {
  expect(writes(auditRights)).toEqual([]);
  expect(pairs(auditRights).sort()).toEqual(kinds.map(({ group, plural }) => `${group}/${plural}`).sort());
  expect(auditRights.every(({ verbs }) => verbs.join() === 'list')).toBe(true);
  expect(pairs(writes([...reportRights, ...leaseRights('scan')]))).toEqual([
    'openreports.io/reports',
    'openreports.io/clusterreports',
    'coordination.k8s.io/leases',
    'coordination.k8s.io/leases',
  ]);
});

const verbsOf = (rules: readonly PolicyRule[], group: string, resource: string) =>
  rules.find(rule => rule.apiGroups.includes(group) && rule.resources.includes(resource))?.verbs;

const roles = (objects: readonly Manifest[]) =>
  objects.filter(({ kind }) => kind === 'ClusterRole' || kind === 'Role');

test('no role has a wildcard or a Secret in it', () => {
  const found = roles(baseObjects());
  expect(found).toHaveLength(3);
  for (const { rules } of found)
    for (const rule of rules as readonly PolicyRule[]) {
      expect(JSON.stringify(rule)).not.toContain('*');
      expect(rule.resources).not.toContain('secrets');
      expect(rule.resources.filter(resource => resource.includes('/'))).toEqual([]);
    }
});

test('the roles hold these rights, and only the Lease of its name is changed', () => {
  const objects = baseObjects();
  expect(one(objects, 'ClusterRole', 'ingress-policy').rules).toEqual(webhookRights);
  expect(one(objects, 'ClusterRole', 'ingress-policy-audit').rules).toEqual([
    ...auditRights,
    ...reportRights,
  ]);
  expect(one(objects, 'Role', 'ingress-policy-audit').rules).toEqual(leaseRights('ingress-policy-audit'));
});

test('the configurations hold these rules and conditions, and fail open', () => {
  const objects = baseObjects();
  for (const [kind, door, seconds] of [
    ['ValidatingWebhookConfiguration', 'validate', 3],
    ['MutatingWebhookConfiguration', 'mutate', 2],
  ] as const) {
    const { webhooks } = one(objects, kind, 'ingress-policy');
    expect(webhooks).toHaveLength(1);
    expect(webhooks[0]).toMatchObject({
      name: `${door}.ingress-policy.io`,
      clientConfig: {
        service: { name: 'ingress-policy', namespace: 'ingress-policy', path: `/${door}`, port: 443 },
      },
      rules: webhookRules(door),
      matchConditions: matchConditions.map(({ name, expression }) => ({ name, expression })),
      failurePolicy: 'Ignore',
      sideEffects: 'None',
      matchPolicy: 'Equivalent',
      timeoutSeconds: seconds,
    });
  }
});

test('its own namespace and those of the system are excluded', () => {
  for (const { kind, webhooks } of baseObjects())
    if (/WebhookConfiguration$/.test(kind))
      expect(webhooks[0].namespaceSelector.matchExpressions).toEqual([
        {
          key: 'kubernetes.io/metadata.name',
          operator: 'NotIn',
          values: ['ingress-policy', ...excludedNamespaces],
        },
      ]);
});
