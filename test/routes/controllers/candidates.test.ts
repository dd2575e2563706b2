import { describe, expect, test } from 'vitest';
import {
  byAnnotations,
  byClassName,
  byGatewayClassName,
  byGatewayController,
  byIngressController,
  byPodLabels,
  candidates,
  dataPlanesFor,
  gatewayControllers,
  ingressControllers,
  isUsualClassName,
  presetOf,
} from '../../../src/routes/controllers/candidates.ts';
import { controllerIds } from '../../../src/routes/controllers/ids.ts';
import type { Preset } from '../../../src/routes/controllers/preset.ts';
import { presets } from '../../../src/routes/controllers/presets.ts';
import type { ServedBy } from '../../../src/routes/route.ts';

const ids = (found: readonly Preset[]) => found.map(preset => preset.id);

describe('presets', () => {
  test('every id has one, in the order of the ids', () => {
    expect(ids(presets)).toEqual(controllerIds);
    expect(controllerIds.map(id => presetOf(id).id)).toEqual(controllerIds);
  });

  test('titles tell them apart', () => {
    expect(new Set(presets.map(preset => preset.title)).size).toBe(presets.length);
  });

  test('no label that identifies a proxy holds the name of a release', () => {
    for (const plane of presets.flatMap(preset => preset.dataPlanes)) {
      if (plane.runs !== 'pods') continue;
      const sets = [...plane.labels, ...plane.commonLabels];
      expect(sets.every(set => Object.keys(set).length > 0)).toBe(true);
      expect(sets.flatMap(set => Object.keys(set))).not.toContain('app.kubernetes.io/instance');
    }
  });
});

describe('a controller is known by its class object', () => {
  test.for<[controller: string, ids: readonly string[]]>([
    ['k8s.io/ingress-nginx', ['ingress-nginx']],
    ['k8s.io/internal-ingress-nginx', ['ingress-nginx']],
    ['nginx.org/ingress-controller', ['nginx-inc']],
    ['haproxy.org/ingress-controller', ['haproxy']],
    ['haproxy.org/ingress-controller/public', ['haproxy']],
    ['haproxy.org/ingress-controllers', []],
    ['haproxy-ingress.github.io/controller', ['haproxy-ingress']],
    ['haproxy-ingress.github.io/controller/internal', ['haproxy-ingress']],
    ['openshift.io/ingress-to-route', ['openshift']],
    ['traefik.io/ingress-controller', ['traefik']],
    ['projectcontour.io/projectcontour/contour-contour', ['contour']],
    ['istio.io/ingress-controller', ['istio']],
    ['ingress.k8s.aws/alb', ['aws-alb']],
    ['ingress-controllers.konghq.com/kong', ['kong']],
    ['cilium.io/ingress-controller', ['cilium']],
    ['azure/application-gateway', ['azure-agic']],
    ['alb.networking.azure.io/alb-controller', ['azure-alb']],
    ['example.com/ingress-controller', []],
  ])('IngressClass %s', ([controller, expected]) => {
    expect(ids(byIngressController(controller))).toEqual(expected);
  });

  test.for<[controller: string, ids: readonly string[]]>([
    ['gateway.envoyproxy.io/gatewayclass-controller', ['envoy-gateway']],
    ['gateway.nginx.org/nginx-gateway-controller', ['nginx-gateway-fabric']],
    ['istio.io/gateway-controller', ['istio']],
    ['openshift.io/gateway-controller/v1', ['istio']],
    ['projectcontour.io/gateway-controller', ['contour']],
    ['traefik.io/gateway-controller', ['traefik']],
    ['io.cilium/gateway-controller', ['cilium']],
    ['konghq.com/kic-gateway-controller', ['kong']],
    ['haproxy-ingress.github.io/controller', ['haproxy-ingress']],
    ['gateway.k8s.aws/alb', ['aws-alb']],
    ['networking.gke.io/gateway', ['gce']],
    ['alb.networking.azure.io/alb-controller', ['azure-alb']],
    ['kgateway.dev/kgateway', ['kgateway']],
    ['example.com/gateway-controller', []],
  ])('GatewayClass %s', ([controller, expected]) => {
    expect(ids(byGatewayController(controller))).toEqual(expected);
  });
});

describe('the name of a class', () => {
  test.for<[name: string, ids: readonly string[]]>([
    ['nginx', ['ingress-nginx', 'nginx-inc']],
    ['haproxy', ['haproxy', 'haproxy-ingress']],
    ['traefik', ['traefik']],
    ['alb', ['aws-alb']],
    ['gce', ['gce']],
    ['gce-internal', ['gce']],
    ['openshift-default', ['openshift']],
    ['azure/application-gateway', ['azure-agic']],
    ['azure-application-gateway', ['azure-agic']],
    ['azure-alb-external', ['azure-alb']],
    ['nginx-internal', []],
    ['constructor', []],
  ])('IngressClass %s may be served by each controller that uses it', ([name, expected]) => {
    expect(ids(byClassName(name))).toEqual(expected);
  });

  test.for<[name: string, ids: readonly string[]]>([
    ['nginx', ['nginx-gateway-fabric']],
    ['eg', ['envoy-gateway']],
    ['istio', ['istio']],
    ['openshift-default', ['istio']],
    ['gke-l7-global-external-managed', ['gce']],
    ['azure-alb-external', ['azure-alb']],
    ['kgateway', ['kgateway']],
    ['example-gateway-class', []],
  ])('GatewayClass %s', ([name, expected]) => {
    expect(ids(byGatewayClassName(name))).toEqual(expected);
  });

  test('of a second installation is not the usual one', () => {
    expect(isUsualClassName(presetOf('ingress-nginx'), 'nginx')).toBe(true);
    expect(isUsualClassName(presetOf('ingress-nginx'), 'nginx-internal')).toBe(false);
  });
});

describe('annotations vote', () => {
  test.for<[keys: readonly string[], ids: readonly string[]]>([
    [['nginx.ingress.kubernetes.io/rewrite-target'], ['ingress-nginx']],
    [['nginx.org/proxy-read-timeout', 'cert-manager.io/cluster-issuer'], ['nginx-inc']],
    [['alb.ingress.kubernetes.io/scheme', 'alb.ingress.kubernetes.io/target-type'], ['aws-alb']],
    [['networking.gke.io/managed-certificates'], ['gce']],
    [['appgw.ingress.kubernetes.io/ssl-redirect'], ['azure-agic']],
    [['alb.networking.azure.io/alb-name'], ['azure-alb']],
    [['kubernetes.io/ingress.global-static-ip-name'], ['gce']],
    [['haproxy.router.openshift.io/timeout'], ['openshift']],
    // The majority wins, a tie names all.
    [
      ['nginx.ingress.kubernetes.io/a', 'nginx.ingress.kubernetes.io/b', 'traefik.ingress.kubernetes.io/c'],
      ['ingress-nginx'],
    ],
    [
      ['traefik.ingress.kubernetes.io/a', 'nginx.ingress.kubernetes.io/b'],
      ['ingress-nginx', 'traefik'],
    ],
    // Both HAProxy controllers read this prefix, GKE writes its status under it.
    [['ingress.kubernetes.io/ssl-redirect'], ['haproxy', 'haproxy-ingress']],
    [['ingress.kubernetes.io/ssl-redirect', 'haproxy.org/timeout-server'], ['haproxy']],
    [['ingress.kubernetes.io/backends', 'ingress.kubernetes.io/url-map'], ['gce']],
    [['cert-manager.io/cluster-issuer', 'kubernetes.io/tls-acme', 'kubernetes.io/ingress.class'], []],
    [[], []],
  ])('%j', ([keys, expected]) => {
    expect(ids(byAnnotations(keys))).toEqual(expected);
  });
});

describe('an Ingress may be served', () => {
  const served = (name: string | null, ...annotations: readonly string[]) =>
    ({ by: 'class', name, annotations }) as const;

  test.for<
    [what: string, served: ReturnType<typeof served>, classController: string | null, ids: readonly string[]]
  >([
    ['by the controller of its class object', served('nginx'), 'nginx.org/ingress-controller', ['nginx-inc']],
    [
      'by that one whatever its annotations say',
      served('nginx', 'nginx.ingress.kubernetes.io/a'),
      'nginx.org/ingress-controller',
      ['nginx-inc'],
    ],
    [
      'by any where the class object names a controller without preset',
      served('nginx', 'nginx.ingress.kubernetes.io/a'),
      'example.com/ingress-controller',
      [],
    ],
    ['by any controller that uses the name', served('nginx'), null, ['ingress-nginx', 'nginx-inc']],
    ['by the one of them whose dialect it speaks', served('nginx', 'nginx.org/a'), null, ['nginx-inc']],
    ['by the name before a dialect', served('traefik', 'nginx.ingress.kubernetes.io/a'), null, ['traefik']],
    ['by GKE, which has no class object', served('gce-internal'), null, ['gce']],
    ['by its dialect under a name of its own', served('public', 'haproxy.org/a'), null, ['haproxy']],
    ['by its dialect without a class', served(null, 'alb.ingress.kubernetes.io/scheme'), null, ['aws-alb']],
    ['by the default class', served(null), 'traefik.io/ingress-controller', ['traefik']],
    ['by any without a class or a dialect', served(null, 'cert-manager.io/issuer'), null, []],
  ])('%s', ([, how, classController, expected]) => {
    expect(ids(ingressControllers(how, classController))).toEqual(expected);
    expect(ids(candidates(how, { classController, gatewayClasses: [] }))).toEqual(expected);
  });
});

describe('a route of Gateway API may be served', () => {
  const eg = { className: 'eg', controllerName: null };
  const ngf = { className: 'public', controllerName: 'gateway.nginx.org/nginx-gateway-controller' };
  const unseen = { className: null, controllerName: null };

  test('by the controllers of all its parents, in the order of the presets', () => {
    expect(ids(gatewayControllers([ngf, eg]))).toEqual(['envoy-gateway', 'nginx-gateway-fabric']);
  });

  test('by any where the class of one parent is not seen, and without parents', () => {
    expect(gatewayControllers([eg, unseen])).toEqual([]);
    expect(gatewayControllers([])).toEqual([]);
  });

  test('by the controller of the class object before the one of the name', () => {
    expect(
      ids(gatewayControllers([{ className: 'nginx', controllerName: 'istio.io/gateway-controller' }])),
    ).toEqual(['istio']);
  });
});

test('an OpenShift Route has one controller, a route of a mesh has none', () => {
  const seen = { classController: null, gatewayClasses: [] };
  expect(ids(candidates({ by: 'controller', id: 'openshift' }, seen))).toEqual(['openshift']);
  expect(candidates({ by: 'mesh' }, seen)).toEqual([]);
});

describe('a pod is a proxy by its labels', () => {
  const named = (name: string, component?: string) => ({
    'app.kubernetes.io/name': name,
    'app.kubernetes.io/instance': 'some-release',
    ...(component === undefined ? {} : { 'app.kubernetes.io/component': component }),
  });

  test.for<[what: string, namespace: string | null, labels: Record<string, string>, ids: readonly string[]]>([
    ['ingress-nginx anywhere', 'edge', named('ingress-nginx', 'controller'), ['ingress-nginx']],
    ['not its certificate job', 'ingress-nginx', named('ingress-nginx', 'admission-webhook'), []],
    ['Contour has Envoy, not contour', 'projectcontour', { app: 'contour' }, []],
    ['Envoy beside Contour', 'projectcontour', { app: 'envoy' }, ['contour']],
    ['not any Envoy', 'shop', { app: 'envoy' }, []],
    ['not any Envoy without a namespace', null, { app: 'envoy' }, []],
    ['the manifest of HAProxy Technologies', 'haproxy-controller', { run: 'haproxy-ingress' }, ['haproxy']],
    [
      'the manifest of HAProxy Ingress',
      'ingress-controller',
      { run: 'haproxy-ingress' },
      ['haproxy-ingress'],
    ],
    ['F5 by its chart', 'edge', named('nginx-ingress'), ['nginx-inc']],
    ['Kong', 'kong', named('kong', 'app'), ['kong']],
    ['an application', 'shop', named('web'), []],
  ])('%s', ([, namespace, labels, expected]) => {
    expect(ids(byPodLabels(namespace, labels))).toEqual(expected);
  });
});

test('proxies in the namespace of the Gateway serve Gateway API alone', () => {
  const runs = (served: ServedBy) => dataPlanesFor(presetOf('istio'), served).map(plane => plane.runs);
  const gateways = { by: 'gateways', parents: [], others: false } as const;
  expect(runs({ by: 'class', name: null, annotations: [] })).toEqual(['pods']);
  expect(runs(gateways)).toEqual(['gateway-namespace', 'pods']);
  expect(dataPlanesFor(presetOf('nginx-gateway-fabric'), gateways).map(plane => plane.runs)).toEqual([
    'gateway-namespace',
  ]);
});
