import { expect, test } from 'vitest';
import { profiles, rules } from '../../policies/index.ts';
import { compareBeforeAfter } from '../../src/admission/review/compare.ts';
import { createConfig } from '../../src/config/config.ts';
import type { Json } from '../../src/kube/json.ts';
import { forManifests } from '../../src/rule.ts';
import { changeLines } from '../../src/text/change.ts';
import { found, judge, now, type Options, object } from '../support/check.ts';
import {
  cronJob,
  custom,
  deployment,
  httpRoute,
  ingress,
  manifest,
  openshiftRoute,
  type ServiceOptions,
  service,
  type WorkloadOptions,
  workload,
} from '../support/manifests.ts';
import { emptyCluster, requestOf, write } from '../support/simulate.ts';

const rule = 'service-publishes-unready';
const sibling = 'readiness-probe-missing';
const clean: readonly string[] = [];
const warning = [`warning ${rule} Service shop/web`];

const probe = { readinessProbe: { httpGet: { path: '/ready', port: 'http' } } };
const strategy = { strategy: { rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } } };
const strict: Options = { policy: { profile: 'strict' } };

const sound = (name: string, options: WorkloadOptions = {}) =>
  deployment(name, { container: probe, ...options, spec: { ...strategy, ...options.spec } });

const publishing = (name: string, options: ServiceOptions = {}) =>
  service(name, { ...options, spec: { publishNotReadyAddresses: true, ...options.spec } });

const web = publishing('web');
const route = ingress('shop', ['web']);
const set = (options: WorkloadOptions = {}) =>
  workload('StatefulSet', 'web', { container: probe, ...options });
const headless = { clusterIP: 'None' };

interface Case {
  readonly is: string;
  readonly yaml: string;
  readonly expected: readonly string[];
  readonly options?: Options;
}

const cases: readonly Case[] = [
  { is: 'the Service of an Ingress', yaml: manifest(sound('web'), web, route), expected: warning },
  {
    is: 'the Service of an HTTPRoute',
    yaml: manifest(sound('web'), web, httpRoute('shop', [{ name: 'web', port: 80 }])),
    expected: warning,
  },
  {
    is: 'the Service of an OpenShift Route, which names all ports',
    yaml: manifest(sound('web'), web, openshiftRoute('shop', 'web')),
    expected: warning,
  },
  {
    is: 'an error under strict',
    yaml: manifest(sound('web'), web, route),
    expected: [`error ${rule} Service shop/web`],
    options: strict,
  },
  {
    is: 'the field is false',
    yaml: manifest(sound('web'), publishing('web', { spec: { publishNotReadyAddresses: false } }), route),
    expected: clean,
  },
  {
    is: 'the field is null',
    yaml: manifest(sound('web'), publishing('web', { spec: { publishNotReadyAddresses: null } }), route),
    expected: clean,
  },
  { is: 'no field', yaml: manifest(sound('web'), service('web'), route), expected: clean },
  {
    is: 'two routes are one finding',
    yaml: manifest(sound('web'), web, route, ingress('admin', ['web'])),
    expected: warning,
  },
  {
    is: 'the headless Service of a StatefulSet beside the one that the route names',
    yaml: manifest(
      set(),
      publishing('peers', { selector: { app: 'web' }, spec: headless }),
      service('web'),
      route,
    ),
    expected: clean,
    options: strict,
  },
  {
    is: 'the headless Service of a StatefulSet, named by the route',
    yaml: manifest(set(), publishing('web', { spec: headless }), route),
    expected: warning,
  },
  {
    is: 'no route in the input',
    yaml: manifest(sound('web'), web),
    expected: clean,
    options: strict,
  },
  {
    is: 'routes to another Service alone',
    yaml: manifest(sound('web'), web, sound('cart'), service('cart'), ingress('shop', ['cart'])),
    expected: clean,
    options: strict,
  },
  {
    is: 'a load balancer without a route',
    yaml: manifest(
      sound('web'),
      publishing('web', { spec: { type: 'LoadBalancer' } }),
      sound('cart'),
      service('cart'),
      ingress('shop', ['cart']),
    ),
    expected: clean,
    options: strict,
  },
  {
    is: 'a backend of weight 0',
    yaml: manifest(sound('web'), web, httpRoute('shop', [{ name: 'web', port: 80, weight: 0 }])),
    expected: clean,
  },
  {
    is: 'a route of a mesh',
    yaml: manifest(
      sound('web'),
      web,
      httpRoute('shop', [{ name: 'web', port: 80 }], {
        spec: { parentRefs: [{ group: '', kind: 'Service', name: 'web' }] },
      }),
    ),
    expected: clean,
  },
  {
    is: 'a route of another namespace',
    yaml: manifest(sound('web'), web, ingress('shop', ['web'], { namespace: 'other' })),
    expected: clean,
  },
  {
    is: 'a route to a port that the Service lacks: backend-port-missing',
    yaml: manifest(sound('web'), web, ingress('shop', ['web:81'])),
    expected: clean,
  },
  {
    is: 'a port that the pods lack: service-target-port-missing',
    yaml: manifest(sound('web'), publishing('web', { ports: [{ port: 80, targetPort: 'grpc' }] }), route),
    expected: clean,
  },
  {
    is: 'no pods: service-selects-nothing',
    yaml: manifest(sound('cart'), web, route),
    expected: clean,
  },
  {
    is: 'pods of Jobs alone: service-selects-nothing',
    yaml: manifest(cronJob('web'), web, route),
    expected: clean,
  },
  {
    is: '0 replicas: service-selects-nothing',
    yaml: manifest(sound('web', { spec: { replicas: 0 } }), web, route),
    expected: clean,
  },
  {
    is: 'no selector: somebody else writes the endpoints',
    yaml: manifest(publishing('web', { selector: null }), route),
    expected: clean,
  },
  {
    is: 'an ExternalName',
    yaml: manifest(
      publishing('web', { spec: { type: 'ExternalName', externalName: 'shop.example' } }),
      route,
    ),
    expected: clean,
  },
  {
    is: 'pods of an operator, unseen',
    yaml: manifest(custom('example.com/v1', 'Shop', 'web'), web, route),
    expected: warning,
    options: strict,
  },
  {
    is: 'the rest of the cluster is not known',
    yaml: manifest(web, route),
    expected: warning,
    options: { ...strict, world: 'open' },
  },
];

test.for(cases)('$is', ({ yaml, expected, options }) => {
  expect(found(yaml, rule, options)).toEqual(expected);
});

const says = 'Service shop/web sends requests to pods that are not ready: publishNotReadyAddresses is true';

const messages = [
  {
    is: 'of probed pods',
    yaml: manifest(sound('web'), web, route),
    message: says,
    fixed: true,
    certainty: 'proven',
  },
  {
    is: 'of pods without a probe',
    yaml: manifest(sound('web', { container: {} }), web, route),
    message: `${says}; add a readinessProbe to Deployment shop/web, then remove the field`,
    fixed: false,
    certainty: 'proven',
  },
  {
    is: 'of peers',
    yaml: manifest(set(), publishing('web', { spec: headless }), route),
    message: `${says}; a second Service without it fits, since the peers of StatefulSet shop/web may need this one`,
    fixed: false,
    certainty: 'proven',
  },
  {
    is: 'of a StatefulSet behind a Service with an address',
    yaml: manifest(set(), web, route),
    message: says,
    fixed: true,
    certainty: 'proven',
  },
  {
    is: 'of unseen pods',
    yaml: manifest(custom('example.com/v1', 'Shop', 'web'), web, route),
    message: says,
    fixed: true,
    certainty: 'unknown',
  },
];

test.for(messages)('the message $is', ({ yaml, message, fixed, certainty }) => {
  const [finding] = judge(yaml, {}, rule).findings;
  expect(finding).toMatchObject({ message, certainty, failure: 'refused', when: 'whenever a pod starts' });
  expect(finding?.fix?.safety).toBe(fixed ? 'suggestion' : undefined);
});

test('the removal is one line, and the test before it none', () => {
  const [finding] = judge(manifest(sound('web'), web, route), {}, rule).findings;
  expect(finding?.fix && changeLines(finding.fix)).toEqual([
    '/spec/publishNotReadyAddresses: true → (removed)',
  ]);
});

test('readiness-probe-missing leaves the containers behind such Services alone to this rule', () => {
  const both = (...objects: readonly Json[]) => {
    const yaml = manifest(...objects);
    return [...found(yaml, rule), ...found(yaml, sibling)];
  };
  const unprobed = sound('web', { container: {} });
  expect(both(unprobed, web, route)).toEqual(warning);
  expect(both(unprobed, service('web'), route)).toEqual([`error ${sibling} Deployment shop/web`]);
  // Both are true where one of two routed Services has the field.
  const other = publishing('early', { selector: { app: 'web' } });
  expect(both(unprobed, service('web'), other, ingress('shop', ['web', 'early']))).toEqual([
    `warning ${rule} Service shop/early`,
    `error ${sibling} Deployment shop/web`,
  ]);
});

const cluster = (...values: readonly Json[]) =>
  values.reduce<typeof emptyCluster>((graph, value) => graph.with(object(value)), emptyCluster);

test('what the fix does is admitted, and without a probe it would be refused', () => {
  const removed = object(service('web'));
  expect(write(cluster(sound('web'), web, route), removed).refused).toEqual([]);
  // This is why there is no fix for it.
  expect(write(cluster(sound('web', { container: {} }), web, route), removed).refused).toEqual([
    `Service web: ${sibling}`,
  ]);
});

test('strict refuses the write that puts the Service on a route, and the field of a routed one', () => {
  const config = createConfig({ profile: 'strict' }, profiles);
  const refused = (graph: typeof emptyCluster, value: Json) =>
    compareBeforeAfter(requestOf(graph, object(value)), graph, { rules: forManifests(rules), config, now })
      .decisions.filter(({ refuses, finding }) => refuses && finding.rule === rule)
      .map(({ finding }) => finding.rule);
  expect(refused(cluster(sound('web'), web), route)).toEqual([rule]);
  expect(refused(cluster(sound('web'), service('web'), route), web)).toEqual([rule]);
  expect(
    refused(cluster(sound('web'), web, route), publishing('web', { metadata: { labels: { a: 'b' } } })),
  ).toEqual([]);
});
