import { describe, expect, test } from 'vitest';
import type { Json } from '../../src/kube/json.ts';
import { found, judge } from '../support/check.ts';
import {
  deployment,
  gateway,
  httpRoute,
  ingress,
  manifest,
  openshiftRoute,
  service,
} from '../support/manifests.ts';

const rule = 'backend-protocol-mismatch';

type Fields = { readonly [field: string]: Json };

const classes: Readonly<Record<string, string>> = {
  nginx: 'k8s.io/ingress-nginx',
  f5: 'nginx.org/ingress-controller',
  traefik: 'traefik.io/ingress-controller',
  contour: 'projectcontour.io/projectcontour/contour',
  haproxy: 'haproxy.org/ingress-controller',
  jcmoraisjr: 'haproxy-ingress.github.io/controller',
  kong: 'ingress-controllers.konghq.com/kong',
  alb: 'ingress.k8s.aws/alb',
};

interface Input {
  readonly className?: string;
  readonly probe?: Json;
  readonly onIngress?: Fields;
  readonly onService?: Fields;
  readonly port?: Fields;
}

const https: Json = { httpGet: { path: '/', port: 'http', scheme: 'HTTPS' } };
const http: Json = { httpGet: { path: '/', port: 8080 } };
const grpc: Json = { grpc: { port: 8080 } };

/** Ingress, IngressClass, Service and Deployment; the port is 8080, behind port 80 of the Service. */
function yamlOf({
  className = 'nginx',
  probe = https,
  onIngress = {},
  onService = {},
  port = {},
}: Input): string {
  return manifest(
    ingress('shop', ['web'], { className, metadata: { annotations: onIngress } }),
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'IngressClass',
      metadata: { name: className },
      spec: { controller: classes[className] ?? className },
    },
    service('web', {
      metadata: { annotations: onService },
      ports: [{ name: 'web', port: 80, targetPort: 'http', ...port }],
    }),
    deployment('web', { container: { readinessProbe: probe } }),
  );
}

const failures = (yaml: string) => judge(yaml, {}, rule).findings.map(({ failure }) => failure);

const nginx = 'nginx.ingress.kubernetes.io/backend-protocol';

describe('HTTPS pods', () => {
  test.for<[className: string, input: Input]>([
    ['nginx', { onIngress: { [nginx]: 'HTTPS' } }],
    ['nginx', { onIngress: { [nginx]: ' https ' } }],
    ['f5', { onIngress: { 'nginx.org/ssl-services': 'api, web' } }],
    ['traefik', { onService: { 'traefik.ingress.kubernetes.io/service.serversscheme': 'https' } }],
    ['traefik', { port: { name: 'https-web' } }],
    ['contour', { onService: { 'projectcontour.io/upstream-protocol.tls': '80' } }],
    ['contour', { onService: { 'projectcontour.io/upstream-protocol.tls': 'web' } }],
    ['contour', { port: { appProtocol: 'https' } }],
    ['haproxy', { onService: { 'haproxy.org/server-ssl': 'true' } }],
    ['jcmoraisjr', { onIngress: { 'haproxy-ingress.github.io/secure-backends': 'true' } }],
    ['kong', { onService: { 'konghq.com/protocol': 'https' } }],
    ['alb', { onIngress: { 'alb.ingress.kubernetes.io/backend-protocol': 'HTTPS' } }],
  ])('of %s are sent TLS by %o, and without it HTTP', ([className, input]) => {
    expect(failures(yamlOf({ className, ...input }))).toEqual([]);
    expect(failures(yamlOf({ className }))).toEqual(['plain-to-tls']);
  });

  test('that a misspelt word is meant for are sent HTTP', () => {
    const { findings } = judge(yamlOf({ onIngress: { [nginx]: 'TLS' } }), {}, rule);
    expect(findings.map(({ at }) => at.at)).toEqual([`/metadata/annotations/${nginx.replace('/', '~1')}`]);
  });

  test('of Contour are sent HTTP where an appProtocol hides the annotation', () => {
    const onService = { 'projectcontour.io/upstream-protocol.tls': '80' };
    expect(failures(yamlOf({ className: 'contour', onService, port: { appProtocol: 'tls' } }))).toEqual([
      'plain-to-tls',
    ]);
  });
});

test('HTTP pods that are sent TLS', () => {
  expect(failures(yamlOf({ probe: http, onIngress: { [nginx]: 'HTTPS' } }))).toEqual(['tls-to-plain']);
  expect(failures(yamlOf({ probe: http, className: 'traefik', port: { port: 443 } }))).toEqual([]);
  expect(failures(yamlOf({ probe: http }))).toEqual([]);
});

test('gRPC pods need HTTP/2', () => {
  expect(failures(yamlOf({ probe: grpc }))).toEqual(['http1-to-http2']);
  expect(failures(yamlOf({ probe: grpc, onIngress: { [nginx]: 'GRPC' } }))).toEqual([]);
});

test('evidence that is no proof: two probes that disagree, a probe of another port or host', () => {
  const both = { readinessProbe: https, livenessProbe: http };
  const pods = (container: Fields) =>
    yamlOf({})
      .split('---')
      .slice(0, 3)
      .join('---')
      .concat('---\n', JSON.stringify(deployment('web', { container })));
  expect(failures(pods(both))).toEqual([]);
  expect(failures(pods({ readinessProbe: https }))).toEqual(['plain-to-tls']);
  expect(failures(pods({ readinessProbe: { httpGet: { port: 9443, scheme: 'HTTPS' } } }))).toEqual([]);
  expect(
    failures(pods({ readinessProbe: { httpGet: { port: 8080, scheme: 'HTTPS', host: '1.2.3.4' } } })),
  ).toEqual([]);
});

test('the level follows the evidence', () => {
  const none = { tcpSocket: { port: 8080 } };
  expect(found(yamlOf({}), rule)).toEqual([`warning ${rule} Ingress shop/shop`]);
  expect(found(yamlOf({ probe: none, port: { appProtocol: 'https' } }), rule)).toEqual([
    `warning ${rule} Ingress shop/shop`,
  ]);
  expect(found(yamlOf({ probe: none, port: { name: 'https' } }), rule)).toEqual([
    `info ${rule} Ingress shop/shop`,
  ]);
});

test('of several candidates only what fails with each is said', () => {
  const either = (onIngress: Fields) =>
    manifest(
      ingress('shop', ['web'], { className: 'nginx', metadata: { annotations: onIngress } }),
      service('web'),
      deployment('web', { container: { readinessProbe: https } }),
    );
  expect(failures(either({}))).toEqual(['plain-to-tls']);
  expect(failures(either({ [nginx]: 'HTTPS' }))).toEqual([]);
});

describe('Gateway API', () => {
  const policy = (sectionName: string | null) => ({
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'BackendTLSPolicy',
    metadata: { name: 'web', namespace: 'shop' },
    spec: {
      targetRefs: [
        { group: '', kind: 'Service', name: 'web', ...(sectionName === null ? {} : { sectionName }) },
      ],
    },
  });
  const route = (probe: Json, ...more: readonly Json[]) =>
    manifest(
      httpRoute('shop', [{ name: 'web', port: 80 }]),
      gateway('edge', 'eg', { namespace: 'edge' }),
      service('web', { ports: [{ name: 'web', port: 80, targetPort: 'http' }] }),
      deployment('web', { container: { readinessProbe: probe } }),
      ...more,
    );

  test('sends TLS where a BackendTLSPolicy targets the Service, or the port by its name', () => {
    expect(failures(route(https))).toEqual(['plain-to-tls']);
    expect(failures(route(https, policy(null)))).toEqual([]);
    expect(failures(route(https, policy('web')))).toEqual([]);
    expect(failures(route(http, policy('web')))).toEqual(['tls-to-plain']);
  });

  test('a policy that names no port of the Service is an error', () => {
    expect(found(route(https, policy('80')), rule)).toEqual([`error ${rule} BackendTLSPolicy shop/web`]);
  });
});

test('the termination of an OpenShift Route', () => {
  const of = (termination: string | null, probe = https) =>
    failures(
      manifest(
        openshiftRoute('shop', 'web', null, { spec: termination === null ? {} : { tls: { termination } } }),
        service('web'),
        deployment('web', { container: { readinessProbe: probe } }),
      ),
    );
  expect(of(null)).toEqual(['plain-to-tls']);
  expect(of('edge')).toEqual(['plain-to-tls']);
  expect(of('Edge')).toEqual(['plain-to-tls']);
  expect(of('reencrypt')).toEqual([]);
  expect(of('passthrough')).toEqual([]);
  expect(of('reencrypt', http)).toEqual(['tls-to-plain']);
});
