import { describe, expect, test } from 'vitest';
import type { RouteKind } from '../../../src/kube/kinds.ts';
import { presetOf } from '../../../src/routes/controllers/candidates.ts';
import { type ControllerId, controllerIds } from '../../../src/routes/controllers/ids.ts';
import { presets } from '../../../src/routes/controllers/presets.ts';
import { breaksSteadily, type Failure, slowerThan } from '../../../src/routes/failure.ts';
import { symptoms } from '../../../src/routes/symptoms.ts';

const failures: readonly Failure[] = [
  'service-missing',
  'port-missing',
  'not-permitted',
  'no-endpoint',
  'refused',
  'dropped',
  'cut-short',
];

const statusOf = (failure: Failure, id: ControllerId, kind: RouteKind) =>
  symptoms(failure, 'always', [presetOf(id)], kind).map(symptom => symptom.status);

/** The columns are the failures that an Ingress or an OpenShift Route can have. */
describe('what the client of an Ingress sees', () => {
  const columns = [
    'service-missing',
    'port-missing',
    'no-endpoint',
    'refused',
    'dropped',
    'cut-short',
  ] as const;
  const stays = 'the load balancer keeps its last state';

  test.for<[id: ControllerId, ...statuses: string[]]>([
    ['ingress-nginx', '503', '503', '503', '502', '504', '502'],
    ['nginx-inc', '502', '502', '502', '502', '504', '502'],
    ['haproxy', '503', '503', '503', '503', '503', '502'],
    ['haproxy-ingress', '503', '503', '503', '503', '503', '502'],
    ['openshift', '503', '503', '503', '503', '503', '502'],
    ['traefik', '404', '404', '503 or 404', '502', '504', '502'],
    ['contour', '404', '404', '503', '503', '503', '503'],
    ['istio', '503', '503', '503', '503', '503', '503'],
    ['aws-alb', '503', stays, '503', '502', '504', '502'],
    ['gce', stays, stays, '502 or 503', '502', '502', '502'],
    ['kong', '503', '503', '503', '502', '504', '502'],
    ['cilium', '503', '503', '503', '503', '403', '503'],
    ['azure-agic', '502', '502', '502', '502', '502', '502'],
    ['azure-alb', '5xx', '5xx', '5xx', '5xx', '5xx', '5xx'],
  ])('%s', ([id, ...statuses]) => {
    expect(columns.map(failure => statusOf(failure, id, 'Ingress').join())).toEqual(statuses);
  });

  test.for<[id: ControllerId, status: string]>([
    ['traefik', '404'],
    ['contour', '404'],
    ['nginx-inc', '502'],
    ['aws-alb', `503 at first, later ${stays}`],
    ['openshift', '503'],
  ])('%s answers %s for a backend that it cannot use', ([id, status]) => {
    expect(statusOf('unusable', id, 'Ingress')).toEqual([status]);
  });

  test('an OpenShift Route reads as an Ingress of the router', () => {
    expect(columns.map(failure => statusOf(failure, 'openshift', 'Route').join())).toEqual(
      columns.map(failure => statusOf(failure, 'openshift', 'Ingress').join()),
    );
  });
});

describe('what the client of an HTTPRoute sees', () => {
  test.for<[id: ControllerId, ...statuses: string[]]>([
    ['envoy-gateway', '500', '500', '500', '503', '503', '503', '503'],
    ['istio', '500', '500', '500', '503', '503', '503', '503'],
    ['contour', '500', '500', '500', '503', '503', '503', '503'],
    ['traefik', '500', '500', '500', '503', '502', '504', '502'],
    ['nginx-gateway-fabric', '500', '500', '500', '503', '502', '504', '502'],
    ['gce', '500', '500', '500', '503', '502', '502', '502'],
    ['kgateway', '500', '500', '500', '503', '503', '503', '503'],
  ])('%s', ([id, ...statuses]) => {
    expect(failures.map(failure => statusOf(failure, id, 'HTTPRoute').join())).toEqual(statuses);
  });

  test.for(controllerIds.filter(id => presetOf(id).gatewayControllers.length > 0))(
    '%s answers 500 for what the route names and nobody has, as Gateway API demands',
    id => {
      for (const failure of ['service-missing', 'port-missing', 'not-permitted', 'unusable'] as const) {
        // Cilium was seen to answer 503 for a missing port.
        const isOpen = id === 'cilium' && failure === 'port-missing';
        expect(statusOf(failure, id, 'HTTPRoute')).toEqual([isOpen ? '500 or 503' : '500']);
      }
    },
  );
});

describe('what the client of a GRPCRoute sees', () => {
  test.for(failures)('UNAVAILABLE for %s', failure => {
    expect(statusOf(failure, 'envoy-gateway', 'GRPCRoute')).toEqual(['gRPC UNAVAILABLE']);
    expect(symptoms(failure, 'always', [], 'GRPCRoute')).toEqual([
      { controller: 'Gateway API', status: 'gRPC UNAVAILABLE', when: 'always' },
    ]);
  });

  test("PERMISSION_DENIED where Cilium holds the pod's policy against it", () => {
    expect(statusOf('dropped', 'cilium', 'GRPCRoute')).toEqual(['gRPC PERMISSION_DENIED']);
  });
});

test.for<[id: ControllerId, status: string]>([
  ['ingress-nginx', '504'],
  ['haproxy', '504'],
  ['contour', '504'],
  ['kong', '504'],
  ['gce', '502 or 504'],
])('a slow answer behind %s', ([id, status]) => {
  expect(symptoms('timed-out', slowerThan(60), [presetOf(id)], 'Ingress')).toEqual([
    { controller: presetOf(id).title, status, when: 'for requests slower than 60 s' },
  ]);
});

test('less than a second is told in milliseconds, and slow requests fail without an event', () => {
  expect(slowerThan(0.06)).toBe('for requests slower than 60 ms');
  expect(slowerThan(1.5)).toBe('for requests slower than 1.5 s');
  expect(breaksSteadily(slowerThan(60))).toBe(true);
});

describe('symptoms', () => {
  test('keep the order of the controllers, their titles and the when', () => {
    const two = [presetOf('nginx-inc'), presetOf('ingress-nginx')];
    expect(symptoms('no-endpoint', 'in every rollout', two, 'Ingress')).toEqual([
      { controller: 'NGINX Ingress Controller (F5)', status: '502', when: 'in every rollout' },
      { controller: 'ingress-nginx', status: '503', when: 'in every rollout' },
    ]);
  });

  test.for<[failure: Failure, kind: RouteKind, rows: readonly string[]]>([
    [
      'refused',
      'Ingress',
      ['ingress-nginx 502', 'HAProxy Kubernetes Ingress Controller 503', 'Traefik 502', 'Contour 503'],
    ],
    ['service-missing', 'HTTPRoute', ['Gateway API 500']],
    ['not-permitted', 'HTTPRoute', ['Gateway API 500']],
    ['no-endpoint', 'HTTPRoute', ['Gateway API 503']],
    ['dropped', 'HTTPRoute', ['Envoy Gateway 503', 'NGINX Gateway Fabric 504']],
    ['cut-short', 'Route', ['OpenShift router 502']],
  ])('of unknown controllers are those of typical ones: %s on %s', ([failure, kind, rows]) => {
    const found = symptoms(failure, 'always', [], kind);
    expect(found.map(({ controller, status }) => `${controller} ${status}`)).toEqual(rows);
  });

  test('of a rejected object come from the API server, whatever the controller', () => {
    expect(symptoms('rejected', 'always', presets, 'Ingress')).toEqual([
      { controller: 'Kubernetes', status: 'refused by the API server', when: 'always' },
    ]);
  });
});
