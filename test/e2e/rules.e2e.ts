import { expect, test } from 'vitest';
import type { Json } from '../../src/kube/json.ts';
import { sound } from '../laws/admission/apps.ts';
import { deployment, ingress, networkPolicy, service, workload } from '../support/manifests.ts';
import { placed, refusedBy } from './place.ts';
import { settled, suite } from './suite.ts';

const strategy = { strategy: { rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } } };
const app = [sound('web'), service('web'), ingress('shop', ['web'])];
const namespaceNamed = (name: string) => ({
  from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } } }],
});

interface Case {
  readonly name: string;
  readonly rule: string;
  /** Written first, and admitted. */
  readonly stored: readonly Json[];
  /** Written next, and refused. */
  readonly broken: readonly Json[];
  /** Literal parts of the refusal. */
  readonly says: readonly string[];
  /** Written instead of `broken`, and admitted. */
  readonly mended: readonly Json[];
}

/** The rules without a config. */
const cases: readonly Case[] = [
  {
    name: 'a selector with two letters swapped',
    rule: 'service-selects-nothing',
    stored: [sound('storefront')],
    broken: [service('storefront', { selector: { app: 'storefrnot' } }), ingress('shop', ['storefront'])],
    says: ['selects "app=storefrnot"', 'Deployment NS/storefront has "app=storefront"', 'fix: '],
    mended: [service('storefront'), ingress('shop', ['storefront'])],
  },
  {
    name: 'a selector that cuts what was whole',
    rule: 'service-selects-nothing',
    stored: app,
    broken: [service('web', { selector: { app: 'other' } })],
    says: ['Service NS/web selects "app=other", and no pod template has these labels', 'spec.selector'],
    mended: [service('web')],
  },
  {
    name: 'a targetPort by a name that no container has',
    rule: 'service-target-port-missing',
    stored: [sound('web')],
    broken: [
      service('web', { ports: [{ name: 'web', port: 80, targetPort: 'htp' }] }),
      ingress('shop', ['web']),
    ],
    says: ['aims at "htp"', 'it declares "http" (8080)', 'spec.ports[web].targetPort: "htp" → "http"'],
    mended: [service('web'), ingress('shop', ['web'])],
  },
  {
    name: 'a targetPort by a number that no container declares',
    rule: 'service-target-port-missing',
    stored: [sound('web')],
    broken: [
      service('web', { ports: [{ name: 'web', port: 80, targetPort: 3000 }] }),
      ingress('shop', ['web']),
    ],
    says: ['aims at 3000', 'it declares "http" (8080)', 'spec.ports[web].targetPort: 3000 → "http"'],
    mended: [service('web'), ingress('shop', ['web'])],
  },
  {
    name: 'no readiness probe',
    rule: 'readiness-probe-missing',
    stored: [service('web')],
    broken: [deployment('web', { spec: strategy }), ingress('shop', ['web'])],
    says: [
      'container "web" has no readinessProbe',
      'client sees: 502 from ingress-nginx',
      'Deployment NS/web',
    ],
    mended: [sound('web'), ingress('shop', ['web'])],
  },
  {
    name: 'a rollout that takes the only pod first',
    rule: 'rollout-drops-capacity',
    stored: [service('web')],
    broken: [
      sound('web', {
        spec: { replicas: 1, strategy: { rollingUpdate: { maxUnavailable: 1, maxSurge: 0 } } },
      }),
      ingress('shop', ['web']),
    ],
    says: ['maxUnavailable is 1, maxSurge is 0', 'maxUnavailable 0 and maxSurge 1 fit', 'in every rollout'],
    mended: [sound('web', { spec: { replicas: 1 } }), ingress('shop', ['web'])],
  },
  {
    name: 'no preStop hook, and a written grace period that leaves no time for one',
    rule: 'pre-stop-missing',
    stored: [service('web'), ingress('shop', ['web'])],
    broken: [sound('web', { pod: { terminationGracePeriodSeconds: 5 } })],
    says: [
      'container "web" of Deployment NS/web has no preStop hook',
      'no patch sets it, because it would replace a value that you wrote',
      'seconds: 10',
      'terminationGracePeriodSeconds: 5 → 25',
      'whenever a pod stops',
    ],
    mended: [sound('web', { pod: { terminationGracePeriodSeconds: 25 } })],
  },
  {
    name: 'a selector that its own template does not match',
    rule: 'pod-selector-mismatch',
    stored: [service('web'), ingress('shop', ['web'])],
    broken: [
      workload('Rollout', 'web', {
        spec: { selector: { matchLabels: { app: 'other' } } },
        container: { readinessProbe: { httpGet: { path: '/ready', port: 'http' } } },
      }),
    ],
    says: ['Rollout NS/web selects "app=other", and its own pod template has "app=web"'],
    mended: [
      workload('Rollout', 'web', {
        container: { readinessProbe: { httpGet: { path: '/ready', port: 'http' } } },
      }),
    ],
  },
  {
    name: 'a policy that shuts the discovered controller out',
    rule: 'network-policy-blocks-ingress',
    stored: app,
    broken: [networkPolicy('internal', { ingress: [namespaceNamed('monitoring')] })],
    says: [
      'NetworkPolicy NS/internal',
      'ingress-nginx in namespace "ingress-nginx"',
      'client sees: 504 from ingress-nginx',
      'kind: NetworkPolicy',
      'kubernetes.io/metadata.name: ingress-nginx',
    ],
    mended: [
      networkPolicy('internal', { ingress: [namespaceNamed('monitoring'), namespaceNamed('ingress-nginx')] }),
    ],
  },
];

suite('a rule that was asked for refuses, and its mended manifests pass', {}, cluster => {
  test.for(cases.map(one => [`${one.rule}: ${one.name}`, one] as const))('%s', async ([, one]) => {
    const { namespace, apply } = cluster();
    const ns = await namespace(one.rule);
    const here = (values: readonly Json[]) => values.map(value => placed(value, { shop: ns }));
    if (one.stored.length > 0) expect(await apply(here(one.stored))).toMatchObject({ code: 0 });
    await settled();

    const refused = await apply(here(one.broken));
    expect(refusedBy(refused.stderr), refused.stderr).toEqual([one.rule]);
    expect(refused.code).toBe(1);
    for (const words of one.says) expect(refused.stderr).toContain(words.replaceAll('NS', ns));
    expect(refused.stderr).toContain(`page: ingress-policy explain ${one.rule}`);
    expect(refused.stderr).toContain(`ingress-policy.io/exempt: ${one.rule}`);

    await settled();
    const mended = await apply(here(one.mended));
    expect(mended.stderr).not.toContain('denied the request');
    expect(mended.code, mended.stderr).toBe(0);
  });

  test('pod-selector-mismatch: of a Deployment the API server says it itself', async () => {
    const { namespace, apply } = cluster();
    const ns = await namespace('pod-selector-mismatch');
    const wrong = sound('web', { spec: { ...strategy, selector: { matchLabels: { app: 'other' } } } });
    const { code, stderr } = await apply([placed(wrong, { shop: ns })]);
    expect(code).toBe(1);
    expect(stderr).toContain('`selector` does not match template `labels`');
  });

  test('network-policy-blocks-ingress: the policy that the refusal shows opens the way', async () => {
    const { namespace, apply, admin } = cluster();
    const ns = await namespace('shown-policy');
    const here = (value: Json) => placed(value, { shop: ns });
    expect((await apply(app.map(here))).code).toBe(0);
    await settled();
    const deny = here(networkPolicy('deny', { policyTypes: ['Ingress'] }));
    const { stderr } = await apply([deny]);
    expect(refusedBy(stderr)).toEqual(['network-policy-blocks-ingress']);
    const shown = /^ {4}apiVersion: [\s\S]*?(?=\n\n|\n {0,3}\S)/m.exec(stderr)?.[0] ?? '';
    const text = shown.replaceAll(/^ {4}/gm, '');
    expect(text).toContain('kind: NetworkPolicy');
    expect((await admin(['apply', '-f', '-'], { text })).code, text).toBe(0);
    expect((await apply([deny])).code).toBe(0);
  });

  test('network-policy-blocks-ingress: a controller in a namespace of its own', async () => {
    const { namespace, apply, admin } = cluster();
    const edge = await namespace('edge-proxies');
    await admin(['label', 'namespace', edge, 'ingress-policy.io/enforce=off']);
    await settled();
    const controller = deployment('controller', {
      namespace: edge,
      labels: { 'app.kubernetes.io/name': 'traefik', 'app.kubernetes.io/instance': 'traefik-edge' },
    });
    const traefik = {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'IngressClass',
      metadata: { name: 'traefik' },
      spec: { controller: 'traefik.io/ingress-controller' },
    };
    expect((await apply([traefik, controller])).code).toBe(0);
    await settled();
    const ns = await namespace('behind-traefik');
    const here = (value: Json) => placed(value, { shop: ns });
    const whole = [sound('web'), service('web'), ingress('shop', ['web'], { className: 'traefik' })];
    expect((await apply(whole.map(here))).code).toBe(0);
    await settled();
    // The namespace of the chart's documentation, which has no pods.
    const wrong = await apply([here(networkPolicy('from-edge', { ingress: [namespaceNamed('traefik')] }))]);
    expect(refusedBy(wrong.stderr), wrong.stderr).toEqual(['network-policy-blocks-ingress']);
    expect(wrong.stderr).toContain(`namespace "${edge}"`);
    const right = await apply([here(networkPolicy('from-edge', { ingress: [namespaceNamed(edge)] }))]);
    expect(right.code, right.stderr).toBe(0);
  });
});
