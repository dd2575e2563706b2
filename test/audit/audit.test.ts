import { describe, expect, test } from 'vitest';
import { profiles, rules } from '../../policies/index.ts';
import { auditCluster } from '../../src/audit/audit.ts';
import { exemptionsOf } from '../../src/audit/exemptions.ts';
import { type ConfigInput, defaultAdmission } from '../../src/config/config.ts';
import { createProfileConfigs } from '../../src/config/profile-configs.ts';
import { buildGraph } from '../../src/graph/index/graph.ts';
import { closedScope } from '../../src/graph/index/scope.ts';
import type { Json } from '../../src/kube/json.ts';
import { formatRef } from '../../src/kube/object.ts';
import { line, now, object } from '../support/check.ts';
import { live, looping, pod } from '../support/live.ts';
import {
  deployment,
  gateway,
  httpRoute,
  ingress,
  namespace,
  referenceGrant,
  service,
} from '../support/manifests.ts';

const readinessProbe = { httpGet: { port: 8080, path: '/' } };
const lifecycle = { preStop: { sleep: { seconds: 10 } } };
const web = (container: object, metadata: object = {}) =>
  deployment('web', { metadata: metadata as never, container: container as never, spec: { replicas: 3 } });
const shop = [
  ingress('shop', ['web:80']),
  service('web', { spec: { ports: [{ port: 80, targetPort: 8080 }] } }),
];

function auditIn(values: readonly Json[], input: ConfigInput = {}) {
  const graph = buildGraph(values.map(object), closedScope);
  const configs = createProfileConfigs(input, profiles, rules);
  return { graph, found: auditCluster(graph, configs, now) };
}
const linesOf = (...args: Parameters<typeof auditIn>) => auditIn(...args).found.findings.map(line);

describe('the labels of a Namespace', () => {
  const sloppy = [...shop, web({ readinessProbe })];
  const warned = ['warning pre-stop-missing Deployment shop/web'];
  const denied = ['error pre-stop-missing Deployment shop/web'];
  const labelled = (label: string, value: string) =>
    linesOf([...sloppy, namespace('shop', { [`ingress-policy.io/${label}`]: value })]);

  test('decide by which profile it is judged, whichever of them asks for strict', () => {
    expect(linesOf(sloppy)).toEqual(warned);
    expect(labelled('enforce', 'strict')).toEqual(denied);
    expect(labelled('warn', 'strict')).toEqual(denied);
    expect(labelled('audit', 'strict')).toEqual(denied);
  });

  test('silence it by audit: off alone', () => {
    expect(labelled('enforce', 'off')).toEqual(warned);
    expect(labelled('audit', 'off')).toEqual([]);
  });

  test('and the mode of the cluster weaken nothing: it is told what enforcing would refuse', () => {
    const probeless = [...shop, web({ lifecycle })];
    for (const mode of ['enforce', 'warn', 'audit'] as const) {
      expect(linesOf(probeless, { admission: { ...defaultAdmission, mode } })).toEqual([
        'error readiness-probe-missing Deployment shop/web',
      ]);
    }
  });
});

test('a namespace that is being deleted is not audited, and what leads into it is', () => {
  const going = {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'shop', deletionTimestamp: '2026-11-21T11:59:00Z' },
  };
  const gone = ingress('shop', ['web:80']);
  expect(linesOf([gone, namespace('shop')])).toEqual(['error backend-service-missing Ingress shop/shop']);
  expect(linesOf([gone, going])).toEqual([]);
  const across = httpRoute('shop', [{ name: 'web', namespace: 'shop', port: 80 }], { namespace: 'edge' });
  const open = gateway('edge', 'eg', { namespace: 'edge' });
  const openClass = {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'GatewayClass',
    metadata: { name: 'eg' },
  };
  expect(
    linesOf([across, open, openClass, going, referenceGrant('edge', { from: { namespace: 'edge' } })]),
  ).toEqual(['error backend-service-missing HTTPRoute edge/shop']);
});

describe('half of a change', () => {
  const mark = (release: string) => ({
    annotations: { 'meta.helm.sh/release-name': release, 'meta.helm.sh/release-namespace': 'shop' },
  });
  const pair = (of: string, other: string) => [
    ingress('shop', ['web:80']),
    service('web', { metadata: mark(of), spec: { ports: [{ port: 80, targetPort: 'web' }] } }),
    web({ readinessProbe, lifecycle }, mark(other)),
  ];

  test('is an error, and both of one release are named', () => {
    const { found } = auditIn(pair('shop', 'shop'));
    expect(found.findings.map(line)).toEqual(['error service-target-port-missing Service shop/web']);
    expect(found.halves.map(({ release, other }) => [release, formatRef(other)])).toEqual([
      [{ tool: 'helm', release: 'shop/shop' }, 'Deployment shop/web'],
    ]);
  });

  test('is no pod that crashes, though it bears the mark of its template', () => {
    const labels = { 'argocd.argoproj.io/instance': 'shop' };
    const { found } = auditIn([
      ...shop,
      live('web', { readyReplicas: 0 }, { metadata: { labels } }),
      pod('web-6f5b-0', {
        labels: { app: 'web', 'pod-template-hash': '6f5b', ...labels },
        containers: [looping()],
      }),
    ]);
    expect(found.findings.map(({ rule }) => rule)).toContain('pods-crashing');
    expect(found.halves).toEqual([]);
  });

  test('of two releases is no half', () => {
    const { found } = auditIn(pair('shop', 'other'));
    expect(found.findings).toHaveLength(1);
    expect(found.halves).toEqual([]);
  });
});

test('every exemption is listed: in force, ended, without a reason, with nothing to silence', () => {
  const exempt = (rule: string, more: object = {}) => ({
    annotations: { 'ingress-policy.io/exempt': rule, 'ingress-policy.io/reason': 'measured', ...more },
  });
  const named = (name: string, metadata: object) => [
    ingress(name, [`${name}:80`]),
    service(name, { spec: { ports: [{ port: 80, targetPort: 8080 }] } }),
    deployment(name, { metadata: metadata as never, container: { lifecycle }, spec: { replicas: 3 } }),
  ];
  const rule = 'readiness-probe-missing';
  const objects = [
    ...named('counts', exempt(rule)),
    ...named('ended', exempt(rule, { 'ingress-policy.io/until': '2026-11-20' })),
    ...named('unreasoned', { annotations: { 'ingress-policy.io/exempt': rule } }),
    ...named('idle', exempt('pre-stop-missing')),
    ...named('configured', {}),
  ];
  const exemptions = [
    { rules: [rule], kind: null, namespace: null, name: 'configured', reason: 'known', until: null },
    { rules: [rule], kind: null, namespace: null, name: 'nobody', reason: 'known', until: '2027-01-31' },
  ];
  const { graph, found } = auditIn(objects, { exemptions });
  const listed = exemptionsOf(graph.store.objects(), exemptions, found, now);
  expect(
    listed.map(({ on, void: why, silences }) => [
      on.is === 'object' ? formatRef(on.ref) : `policy ${on.name}`,
      why,
      silences,
    ]),
  ).toEqual([
    ['Deployment shop/counts', null, 1],
    ['Deployment shop/ended', 'ended on 2026-11-20', 0],
    ['Deployment shop/unreasoned', 'has no reason: add ingress-policy.io/reason', 0],
    ['Deployment shop/idle', null, 0],
    ['policy configured', null, 1],
    ['policy nobody', null, 0],
  ]);
});
