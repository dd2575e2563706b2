import { expect, test } from 'vitest';
import type { Json } from '../../src/kube/json.ts';
import { changeLines } from '../../src/text/change.ts';
import { found, judge } from '../support/check.ts';
import { deployment, httpRoute, ingress, manifest, openshiftRoute, service } from '../support/manifests.ts';

const rule = 'route-annotation-ignored';
const nginx = 'nginx.ingress.kubernetes.io/';
const app = deployment('web');
const web = service('web');
type Texts = Record<string, string>;

const className = (name: string, controller: string): Json => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'IngressClass',
  metadata: { name },
  spec: { controller },
});
const f5 = className('nginx', 'nginx.org/ingress-controller');
const ingressNginx = className('nginx', 'k8s.io/ingress-nginx');
const haproxy = className('haproxy', 'haproxy.org/ingress-controller/haproxy');
const route = (annotations: Texts, name: string | null = 'nginx', path = '/') =>
  ingress('web', ['web'], {
    annotations,
    className: name,
    spec: {
      rules: [
        {
          host: 'shop.example',
          http: {
            paths: [
              { path, pathType: 'Prefix', backend: { service: { name: 'web', port: { number: 80 } } } },
            ],
          },
        },
      ],
    },
  });
const served = (annotations: Texts, port: Record<string, Json> = {}) =>
  service('web', {
    metadata: { annotations },
    ports: [{ name: 'web', port: 80, targetPort: 'http', ...port }],
  });
const of = (...objects: readonly Json[]) => manifest(app, ...objects);

const warning = (subject = 'Ingress shop/web') => [`warning ${rule} ${subject}`];
const info = (subject = 'Ingress shop/web') => [`info ${rule} ${subject}`];
const clean: readonly string[] = [];

const buffers = { [`${nginx}proxy-buffer-size`]: '64k' };
const https = { [`${nginx}backend-protocol`]: 'HTTPS' };
const slow = { [`${nginx}proxy-read-timeout`]: '600' };

test.for<[is: string, yaml: string, expected: readonly string[]]>([
  ['no annotation', of(web, f5, route({})), clean],
  ['another controller by its class', of(web, f5, route(buffers)), warning()],
  ['another controller by the only one of that class name', of(web, route(https, 'kong')), warning()],
  ['a class name of two controllers, one of which reads it', of(web, route(buffers)), clean],
  ['the right class', of(web, ingressNginx, route(buffers)), clean],
  ['a class of no known controller', of(web, className('nginx', 'example.com/x'), route(buffers)), clean],
  ['no class', of(web, route(buffers, null)), clean],
  [
    'an own annotation of the same effect',
    of(web, f5, route({ ...buffers, 'nginx.org/proxy-buffers': '8 64k' })),
    clean,
  ],
  [
    'an own annotation of another effect',
    of(web, f5, route({ ...buffers, 'nginx.org/ssl-services': 'web' })),
    warning(),
  ],
  ['an own one on the Service', of(served({ 'konghq.com/protocol': 'https' }), route(https, 'kong')), clean],
  ['a Service that is not there', of(f5, route(buffers)), clean],
  ['the default', of(web, f5, route({ [`${nginx}backend-protocol`]: 'http' })), clean],
  ['a controller without such a setting', of(web, route(buffers, 'alb')), clean],
  [
    'a protocol that the port of the Service states',
    of(served({}, { port: 443 }), route(https, 'traefik')),
    clean,
  ],
  [
    'a protocol that the name of the port states',
    of(served({}, { name: 'https' }), route(https, 'traefik')),
    clean,
  ],
  ['an appProtocol', of(served({}, { appProtocol: 'https' }), route(https, 'contour')), clean],
  ['a protocol that Traefik does not read', of(web, route(https, 'traefik')), warning()],
  ['a timeout that is longer than the own default', of(web, f5, route(slow)), warning()],
  ['a timeout that is not', of(web, f5, route({ [`${nginx}proxy-read-timeout`]: '30' })), clean],
  ['a timeout of the connection', of(web, f5, route({ [`${nginx}proxy-connect-timeout`]: '600' })), clean],
  ['a timeout at Traefik, which waits for ever', of(web, route(slow, 'traefik')), clean],
  ['a rewrite', of(web, f5, route({ [`${nginx}rewrite-target`]: '/' })), info()],
  ['a header', of(web, f5, route({ [`${nginx}enable-cors`]: 'true' })), clean],
  [
    'Traefik behind the class of ingress-nginx',
    of(web, ingressNginx, route({ 'traefik.ingress.kubernetes.io/router.pathmatcher': 'Path' })),
    clean,
  ],
  [
    'tools that are no controllers',
    of(
      web,
      f5,
      route({ 'cert-manager.io/cluster-issuer': 'x', 'external-dns.alpha.kubernetes.io/hostname': 'a' }),
    ),
    clean,
  ],
  [
    'HAProxy Ingress at HAProxy Technologies',
    of(web, haproxy, route({ 'ingress.kubernetes.io/backend-protocol': 'h2' }, 'haproxy')),
    warning(),
  ],

  ['a typo', of(web, route({ [`${nginx}backend-protocal`]: 'HTTPS' })), warning()],
  ['a typo beside the right key', of(web, route({ ...https, [`${nginx}backend-protocal`]: 'HTTPS' })), clean],
  ['a typo without a failure', of(web, route({ [`${nginx}rewrite-targett`]: '/' })), info()],
  ['a typo of another controller', of(web, f5, route({ [`${nginx}backend-protocal`]: 'HTTPS' })), clean],
  ['an unknown key', of(web, route({ [`${nginx}brand-new-setting`]: 'x' })), clean],
  [
    'another number',
    of(web, route({ 'traefik.ingress.kubernetes.io/router.tls.domains.1.main': 'a.example' }, 'traefik')),
    clean,
  ],
  [
    'another case, which Traefik does not tell apart',
    of(served({ 'traefik.ingress.kubernetes.io/service.serversScheme': 'https' }), route({}, 'traefik')),
    clean,
  ],
  [
    'the same words in another order',
    of(
      web,
      openshiftRoute('web', 'web', null, {
        metadata: { annotations: { 'router.openshift.io/haproxy.timeout': '5m' } },
      }),
    ),
    warning('Route shop/web'),
  ],
  [
    'a key like a class: route-not-attached',
    of(web, ingressNginx, route({ [`${nginx}ingress.class`]: 'nginx' }, null)),
    clean,
  ],

  [
    'a misspelt class of Contour: route-not-attached',
    of(web, route({ 'projectcontour.io/ingress-class': 'contour' }, 'contour')),
    clean,
  ],
  [
    'a key of the Service on an Ingress of Traefik',
    of(web, route({ 'traefik.ingress.kubernetes.io/service.serversscheme': 'https' }, 'traefik')),
    warning(),
  ],
  [
    'on both',
    of(
      served({ 'traefik.ingress.kubernetes.io/service.serversScheme': 'https' }),
      route({ 'traefik.ingress.kubernetes.io/service.serversscheme': 'https' }, 'traefik'),
    ),
    clean,
  ],
  [
    'a key of the Service on an Ingress of Contour',
    of(web, route({ 'projectcontour.io/upstream-protocol.tls': '80' }, 'contour')),
    warning(),
  ],
  [
    'a key of the Service on an Ingress of Kong',
    of(web, route({ 'konghq.com/protocol': 'https' }, 'kong')),
    warning(),
  ],
  [
    'a key of the Ingress on a Service, with the class of its controller',
    of(served(https), ingressNginx, route({})),
    warning('Service shop/web'),
  ],
  ['a key of the Ingress on both', of(served(https), ingressNginx, route(https)), clean],
  ['a Service without a route', of(served(https), ingressNginx), clean],
  [
    'a key of the ConfigMap',
    of(web, haproxy, route({ 'haproxy.org/timeout-connect': '10s' }, 'haproxy')),
    warning(),
  ],
  [
    'a class of Contour on a Service',
    of(served({ 'projectcontour.io/ingress.class': 'contour' }), route({}, 'contour')),
    clean,
  ],

  ['a value that is dropped', of(web, route({ [`${nginx}backend-protocol`]: 'H2C' })), warning()],
  ['a value without a failure', of(web, route({ [`${nginx}canary-weight`]: '10%' })), info()],
  ['a value that rejects the Ingress', of(web, f5, route({ 'nginx.org/max-fails': 'few' })), warning()],
  [
    'a value whose fate is not known',
    of(web, route({ 'alb.ingress.kubernetes.io/backend-protocol': 'https' }, 'alb')),
    info(),
  ],
  [
    'a former word of HAProxy',
    of(web, haproxy, route({ 'haproxy.org/server-ssl': 'enabled' }, 'haproxy')),
    clean,
  ],
  ['no word of HAProxy', of(web, haproxy, route({ 'haproxy.org/server-ssl': 'yes' }, 'haproxy')), warning()],
  ['a timeout: route-timeout-invalid', of(web, route({ [`${nginx}proxy-read-timeout`]: '60s' })), clean],
  [
    'a value that one of two candidates reads',
    of(web, route({ 'ingress.kubernetes.io/backend-protocol': 'h2' }, 'haproxy')),
    clean,
  ],

  [
    'a group that the path captures',
    of(web, route({ [`${nginx}rewrite-target`]: '/$2' }, 'nginx', '/shop(/|$)(.*)')),
    clean,
  ],
  [
    'a group that it does not capture',
    of(web, route({ [`${nginx}rewrite-target`]: '/$2' }, 'nginx', '/shop(?:/|$)(.*)')),
    info(),
  ],
  ['no group', of(web, route({ [`${nginx}rewrite-target`]: '/$1' }, 'nginx', '/shop')), info()],
  ['a rewrite without groups', of(web, route({ [`${nginx}rewrite-target`]: '/' }, 'nginx', '/shop')), clean],

  [
    'a route of Gateway API',
    of(
      web,
      httpRoute('web', [{ name: 'web', port: 80 }], {
        metadata: { annotations: { 'konghq.com/protocol': 'https' } },
      }),
    ),
    clean,
  ],
  ['a Service behind Gateway API', of(served(https), httpRoute('web', [{ name: 'web', port: 80 }])), clean],
])('%s', ([, yaml, expected]) => {
  expect(found(yaml, rule)).toEqual(expected);
});

const only = (yaml: string) => {
  const { findings } = judge(yaml, {}, rule);
  expect(findings).toHaveLength(1);
  return findings[0];
};

test.for<[yaml: string, symptoms: readonly (readonly string[])[], message: string]>([
  [
    of(web, f5, route(buffers)),
    [['502', 'for a share of requests']],
    `"${nginx}proxy-buffer-size" of Ingress shop/web is an annotation of ingress-nginx, and NGINX Ingress Controller (F5) serves the route; it reads "nginx.org/proxy-buffer-size"`,
  ],
  [
    of(web, haproxy, route({ 'ingress.kubernetes.io/backend-protocol': 'h2' }, 'haproxy')),
    [['502', 'always']],
    '"ingress.kubernetes.io/backend-protocol" of Ingress shop/web is an annotation of HAProxy Ingress, and HAProxy Kubernetes Ingress Controller serves the route; it reads "haproxy.org/server-ssl", "haproxy.org/server-proto" and others',
  ],
  [
    of(web, f5, route(slow)),
    [['504', 'for requests slower than 60 s']],
    `"${nginx}proxy-read-timeout" of Ingress shop/web is an annotation of ingress-nginx, and NGINX Ingress Controller (F5) serves the route; it reads "nginx.org/proxy-read-timeout"`,
  ],
  [
    of(web, route({ [`${nginx}backend-protocal`]: 'HTTPS' })),
    [['502', 'always']],
    `"${nginx}backend-protocal" of Ingress shop/web is no annotation of ingress-nginx; "${nginx}backend-protocol" is`,
  ],
  [
    of(web, haproxy, route({ 'haproxy.org/timeout-connect': '10s' }, 'haproxy')),
    [['504', 'for a share of requests']],
    '"haproxy.org/timeout-connect" of Ingress shop/web has no effect: HAProxy Kubernetes Ingress Controller reads it from its ConfigMap alone, and not from an Ingress',
  ],
  [
    of(web, f5, route({ 'nginx.org/max-fails': 'few' })),
    [['404', 'always']],
    '"nginx.org/max-fails" of Ingress shop/web is "few", which NGINX Ingress Controller (F5) cannot read, and it rejects the whole object; it must be an integer without a unit',
  ],
  [
    of(web, route({ [`${nginx}backend-protocol`]: 'H2C' })),
    [['502', 'always']],
    `"${nginx}backend-protocol" of Ingress shop/web is "H2C", which ingress-nginx cannot read, so its default applies, "HTTP" if not configured otherwise; it must be one of AUTO_HTTP, HTTP, HTTPS, GRPC, GRPCS, FCGI`,
  ],
  [
    of(web, route({ 'alb.ingress.kubernetes.io/backend-protocol': 'https' }, 'alb')),
    [['502', 'always']],
    '"alb.ingress.kubernetes.io/backend-protocol" of Ingress shop/web is "https", which AWS Load Balancer Controller cannot read; it must be one of HTTP, HTTPS',
  ],
  [
    of(web, route({ [`${nginx}rewrite-target`]: '/$2' }, 'nginx', '/shop(.*)')),
    [],
    `"${nginx}rewrite-target" of Ingress shop/web is "/$2", and path "/shop(.*)" has 1 capture group, so $2 is empty`,
  ],
])('the message and what clients see: %#', ([yaml, symptoms, message]) => {
  const finding = only(yaml);
  expect(finding?.message).toBe(message);
  expect(finding?.symptoms.map(({ status, when }) => [status, when])).toEqual(symptoms);
});

test.for<[is: string, yaml: string, change: readonly string[]]>([
  ['the key of the same name', of(web, f5, route(buffers)), ['nginx.org~1proxy-buffer-size: "64k"']],
  ['the same time', of(web, f5, route(slow)), ['nginx.org~1proxy-read-timeout: "600"']],
  [
    'the same time in another unit',
    of(web, haproxy, route(slow, 'haproxy')),
    ['haproxy.org~1timeout-server: "600s"'],
  ],
  ['no key of the same name', of(web, route(https, 'traefik')), []],
  [
    'an unreadable value',
    of(web, route({ 'alb.ingress.kubernetes.io/backend-protocol': 'https' }, 'alb')),
    ['alb.ingress.kubernetes.io~1backend-protocol: "https" → "HTTPS"'],
  ],
  ['a typo with a value that fits neither', of(web, route({ [`${nginx}backend-protocal`]: 'H2C' })), []],
])('the fix: %s', ([, yaml, change]) => {
  const fix = only(yaml)?.fix ?? null;
  expect(fix?.safety).toBe(change.length === 0 ? undefined : 'suggestion');
  const lines = fix === null ? [] : changeLines(fix);
  expect(lines).toHaveLength(change.length);
  for (const [index, line] of change.entries()) expect(lines[index]).toContain(line);
});
