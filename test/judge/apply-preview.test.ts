import { describe, expect, test } from 'vitest';
import { profiles, rules } from '../../policies/index.ts';
import { createConfig } from '../../src/config/config.ts';
import { buildGraph } from '../../src/graph/index/graph.ts';
import { closedScope } from '../../src/graph/index/scope.ts';
import { previewApply } from '../../src/judge/apply-preview.ts';
import type { Json } from '../../src/kube/json.ts';
import { line, now, object } from '../support/check.ts';
import { pod, running as withStatus } from '../support/live.ts';
import { deployment, ingress, namespace, networkPolicy, service } from '../support/manifests.ts';

const strategy = { strategy: { rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } } };
const web = (port: number, more: object = {}) =>
  deployment('web', {
    spec: { replicas: 3, ...strategy },
    ports: [{ name: 'http', containerPort: port }],
    container: {
      readinessProbe: { httpGet: { port, path: '/' } },
      lifecycle: { preStop: { sleep: { seconds: 10 } } },
    },
    ...more,
  });
const toPort = (targetPort: number | string) =>
  service('web', { spec: { ports: [{ port: 80, targetPort }] } });
const shop = ingress('shop', ['web:80']);
const running = [shop, toPort(8080), web(8080)];

function step(cluster: readonly Json[], given: readonly Json[]): readonly string[] {
  const graph = buildGraph(cluster.map(object), closedScope);
  const judge = { rules, config: createConfig({}, profiles), now };
  return previewApply(graph, given.map(object), judge).findings.map(one => `${line(one)}, ${one.when}`);
}

test('what is given again as it runs is sound', () => {
  expect(step(running, running)).toEqual([]);
  expect(step([], running)).toEqual([]);
});

describe('a port that is renumbered', () => {
  test('in the workload alone is an outage for good, found on the Service of the cluster', () => {
    expect(step(running, [web(9090)])).toEqual([
      'error service-target-port-missing Service shop/web, always',
    ]);
  });

  test('on both sides at once is one until the rollout is over', () => {
    expect(step(running, [toPort(9090), web(9090)])).toEqual([
      'error service-target-port-missing Service shop/web, until the rollout is over',
    ]);
  });

  test('by name is none', () => {
    const named = [shop, toPort('http'), web(8080)];
    expect(step(named, [toPort('http'), web(9090)])).toEqual([]);
  });

  test('of a workload that does not run yet is none', () => {
    expect(step([shop, toPort(8080)], [toPort(9090), web(9090)])).toEqual([]);
  });
});

test('labels and selector that change at once leave the Service without pods until the new ones are there', () => {
  const labels = { app: 'storefront' };
  const given = [
    service('web', { spec: { selector: labels, ports: [{ port: 80, targetPort: 8080 }] } }),
    web(8080, { labels, spec: { replicas: 3, ...strategy, selector: { matchLabels: labels } } }),
  ];
  expect(step(running, given)).toEqual([
    'error service-selects-nothing Service shop/web, until the rollout is over',
  ]);
});

test("a route to another team's Service is judged on what that Service leads to", () => {
  const other = ingress('other', ['web:81']);
  expect(step(running, [other])).toEqual(['error backend-port-missing Ingress shop/other, always']);
  expect(step(running, [ingress('other', ['web:80'])])).toEqual([]);
});

test('a label that the pods lose is an outage of the Service of another team that selects it', () => {
  const selector = { matchLabels: { app: 'web' } };
  const tiered = (labels: Record<string, string>) =>
    web(8080, { labels, spec: { replicas: 3, ...strategy, selector } });
  const front = service('front', {
    selector: { app: 'web', tier: 'front' },
    spec: { ports: [{ port: 80, targetPort: 8080 }] },
  });
  const cluster = [ingress('front', ['front:80']), front, tiered({ app: 'web', tier: 'front' })];
  expect(step(cluster, [tiered({ app: 'web' })])).toEqual([
    'error service-selects-nothing Service shop/front, always',
  ]);
});

test('a policy that shuts a running route out is the fault of who gives it', () => {
  const deny = networkPolicy('deny', { podSelector: {}, policyTypes: ['Ingress'] });
  expect(step(running, [deny])).toEqual([
    'error network-policy-blocks-ingress NetworkPolicy shop/deny, always',
  ]);
});

test('the status of an object that was read from the cluster is none of what it is made to', () => {
  const tiered = service('web', {
    selector: { app: 'web', tier: 'front' },
    spec: { ports: [{ port: 80, targetPort: 8080 }] },
  });
  const front = { app: 'web', tier: 'front' };
  const selector = { matchLabels: { app: 'web' } };
  const done = { readyReplicas: 3, updatedReplicas: 3 };
  const before = withStatus(web(8080, { labels: front, spec: { replicas: 3, ...strategy, selector } }), done);
  const exported = withStatus(web(8080, { spec: { replicas: 3, ...strategy, selector } }), done);
  const kept = pod('web-6f5b-0', { ready: true, labels: { ...front, 'pod-template-hash': '6f5b' } });
  expect(step([shop, tiered, before, kept], [exported])).toEqual([
    'error service-selects-nothing Service shop/web, always',
  ]);
});

describe('pods that do not answer yet', () => {
  const slot = (name: string, replicas = 3) =>
    deployment(`web-${name}`, {
      labels: { app: 'web', slot: name },
      spec: { replicas, ...strategy },
      container: { readinessProbe: { httpGet: { port: 8080, path: '/' } } },
    });
  const toSlot = (name: string) =>
    service('web', {
      selector: { app: 'web', slot: name },
      spec: { ports: [{ port: 80, targetPort: 8080 }] },
    });
  const blue = [shop, toSlot('blue'), slot('blue')];
  const outage = 'error service-selects-nothing Service shop/web, until the rollout is over';
  const errors = (cluster: readonly Json[], given: readonly Json[]) =>
    step(cluster, given).filter(text => text.startsWith('error'));

  test('leave a Service that is switched to them without any', () => {
    expect(errors(blue, [toSlot('green'), slot('green')])).toEqual([outage]);
    expect(errors([...blue, slot('green', 0)], [toSlot('green'), slot('green')])).toEqual([outage]);
    expect(errors([...blue, slot('green')], [toSlot('green'), slot('green')])).toEqual([]);
  });

  test('are no outage of what nobody was answered before', () => {
    const empty = web(8080, { spec: { replicas: 0, ...strategy } });
    expect(errors([shop, toPort(8080), empty], [toPort(9090), web(9090)])).toEqual([]);
    const cart = deployment('cart', {
      spec: { replicas: 3, ...strategy },
      container: { readinessProbe: { httpGet: { port: 8080, path: '/' } } },
    });
    expect(errors(running, [ingress('shop', ['web:80', 'cart:80']), service('cart'), cart])).toEqual([]);
  });

  test('and the old ones of a strategy that ends them first serve nobody', () => {
    const recreated = (port: number) => web(port, { spec: { replicas: 3, strategy: { type: 'Recreate' } } });
    expect(step([shop, toPort(8080), recreated(8080)], [toPort(9090), recreated(9090)])).toEqual([
      'error rollout-drops-capacity Deployment shop/web, in every rollout',
    ]);
  });
});

test('what old pods lack at their start is no fault of a route that comes while they end', () => {
  expect(step([deployment('web', { spec: { replicas: 3, ...strategy } })], running)).toEqual([]);
});

describe('what was broken before', () => {
  const probeless = deployment('web', { spec: { replicas: 3, ...strategy } });
  const broken = [shop, toPort(8080), probeless];

  test('on an object that is not given is a warning at most', () => {
    expect(step(broken, [ingress('other', ['web:80'])])).toContain(
      'warning readiness-probe-missing Deployment shop/web, whenever a pod starts',
    );
  });

  test('and no route led to is what it is where a route to it is given', () => {
    expect(step([toPort(8080)], [shop])).toEqual(['error service-selects-nothing Service shop/web, always']);
  });

  test('and is so of a route that is given, too, is an error of that one', () => {
    const gone = (name: string) => ingress(name, ['gone:80']);
    expect(step([gone('a')], [gone('b')])).toEqual(['error backend-service-missing Ingress shop/b, always']);
    expect(step([gone('a'), gone('b')], [gone('b')])).toEqual([
      'error backend-service-missing Ingress shop/b, always',
    ]);
  });

  test('on an object that is given is what it is', () => {
    expect(step(broken, [probeless])).toContain(
      'error readiness-probe-missing Deployment shop/web, whenever a pod starts',
    );
  });

  test('and has nothing to do with what is given is not said', () => {
    const said = step(broken, [service('other'), deployment('other')]);
    expect(said.length).toBeGreaterThan(0);
    expect(said.filter(text => text.includes('shop/web'))).toEqual([]);
    expect(step([...broken, service('elsewhere')], [namespace('shop')])).toEqual([]);
  });
});
