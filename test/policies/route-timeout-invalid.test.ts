import { expect, test } from 'vitest';
import type { Json } from '../../src/kube/json.ts';
import { changeLines } from '../../src/text/change.ts';
import { found, judge, type Options, object } from '../support/check.ts';
import { deployment, httpRoute, ingress, manifest, openshiftRoute, service } from '../support/manifests.ts';
import { emptyCluster, write } from '../support/simulate.ts';

const rule = 'route-timeout-invalid';
const nginx = 'nginx.ingress.kubernetes.io/';
const clean: readonly string[] = [];
const at = (severity: string, subject = 'Ingress shop/web') => [`${severity} ${rule} ${subject}`];

const className = (name: string, controller: string): Json => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'IngressClass',
  metadata: { name },
  spec: { controller },
});
const annotated = (annotations: Record<string, string>, name: string | null = 'nginx') =>
  ingress('web', ['web'], { annotations, className: name });
const served = (annotations: Record<string, string>) => service('web', { metadata: { annotations } });
const onRoute = (annotations: Record<string, string>) =>
  openshiftRoute('web', 'web', null, { metadata: { annotations } });
const probe = { readinessProbe: { httpGet: { path: '/ready', port: 'http' } } };
const app = deployment('web', { container: probe });
const of = (...objects: readonly Json[]) => manifest(app, ...objects);

interface Case {
  readonly is: string;
  readonly yaml: string;
  readonly expected: readonly string[];
  readonly options?: Options;
}

const read = (text: string, name?: string | null) =>
  of(service('web'), annotated({ [`${nginx}proxy-read-timeout`]: text }, name));

const cases: readonly Case[] = [
  { is: 'a unit at ingress-nginx', yaml: read('600s'), expected: at('error') },
  { is: 'whole seconds', yaml: read('600'), expected: clean },
  { is: 'the default with a unit', yaml: read('60s'), expected: at('info') },
  { is: 'less than the default', yaml: read('30s'), expected: at('info') },
  { is: 'no time at all', yaml: read('soon'), expected: at('warning') },
  { is: 'a time of 0', yaml: read('0'), expected: at('error') },
  { is: 'a parameter', yaml: read(`\${TIMEOUT}`), expected: clean },
  { is: 'an empty text, which ingress-nginx skips', yaml: read(''), expected: clean },
  { is: 'a class that only the annotations explain', yaml: read('600s', 'public'), expected: at('warning') },
  { is: 'no class', yaml: read('600s', null), expected: at('warning') },
  {
    is: 'the class of another controller: route-annotation-ignored',
    yaml: of(
      className('nginx', 'nginx.org/ingress-controller'),
      service('web'),
      annotated({ [`${nginx}proxy-read-timeout`]: '600s' }),
    ),
    expected: clean,
  },
  {
    is: 'the config names the controller',
    yaml: read('600s', 'public'),
    expected: at('error'),
    options: {
      policy: {
        settings: {
          controllers: [
            {
              preset: 'ingress-nginx',
              classes: ['public'],
              namespace: null,
              labels: null,
              hostNetwork: null,
            },
          ],
          kubeVersion: null,
        },
      },
    },
  },
  {
    is: 'the connection',
    yaml: of(service('web'), annotated({ [`${nginx}proxy-connect-timeout`]: '30s' })),
    expected: at('warning'),
  },
  {
    is: 'sending',
    yaml: of(service('web'), annotated({ [`${nginx}proxy-send-timeout`]: '600s' })),
    expected: at('warning'),
  },
  {
    is: 'retries',
    yaml: of(service('web'), annotated({ [`${nginx}proxy-next-upstream-timeout`]: '5s' })),
    expected: at('info'),
  },
  {
    is: 'on the Service, where ingress-nginx reads nothing',
    yaml: of(served({ [`${nginx}proxy-read-timeout`]: '600s' }), annotated({})),
    expected: clean,
  },
  {
    is: 'F5 rejects the Ingress',
    yaml: of(
      className('nginx', 'nginx.org/ingress-controller'),
      service('web'),
      annotated({ 'nginx.org/proxy-read-timeout': '1.5s' }),
    ),
    expected: at('error'),
  },
  {
    is: 'F5 takes a unit',
    yaml: of(service('web'), annotated({ 'nginx.org/proxy-read-timeout': '1m30s' })),
    expected: clean,
  },
  {
    is: 'milliseconds of HAProxy on the Service',
    yaml: of(
      className('haproxy', 'haproxy.org/ingress-controller/haproxy'),
      served({ 'haproxy.org/timeout-server': '60' }),
      annotated({}, 'haproxy'),
    ),
    expected: at('error', 'Service shop/web'),
  },
  {
    is: 'many milliseconds',
    yaml: of(service('web'), annotated({ 'haproxy.org/timeout-server': '60000' }, 'haproxy')),
    expected: clean,
  },
  {
    is: 'a number that one of two candidates reads and the other ignores',
    yaml: of(service('web'), annotated({ 'ingress.kubernetes.io/timeout-server': '60000' }, 'haproxy')),
    expected: clean,
  },
  {
    is: 'a time that the second of two candidates reads',
    yaml: of(service('web'), annotated({ 'ingress.kubernetes.io/timeout-server': '900us' }, 'haproxy')),
    expected: clean,
  },
  {
    is: 'a number that both candidates read otherwise than it is meant',
    yaml: of(service('web'), annotated({ 'ingress.kubernetes.io/timeout-server': '60' }, 'haproxy')),
    expected: at('error'),
  },
  {
    is: 'HAProxy Ingress without a unit',
    yaml: of(service('web'), annotated({ 'haproxy-ingress.github.io/timeout-server': '60' }, 'haproxy')),
    expected: at('error'),
  },
  {
    is: 'a tunnel',
    yaml: of(service('web'), onRoute({ 'haproxy.router.openshift.io/timeout-tunnel': '5 h' })),
    expected: at('warning', 'Route shop/web'),
  },
  {
    is: 'an OpenShift Route',
    yaml: of(service('web'), onRoute({ 'haproxy.router.openshift.io/timeout': '5min' })),
    expected: at('error', 'Route shop/web'),
  },
  {
    is: 'an OpenShift Route, understood',
    yaml: of(service('web'), onRoute({ 'haproxy.router.openshift.io/timeout': '5m' })),
    expected: clean,
  },
  {
    is: 'Contour without a unit',
    yaml: of(service('web'), annotated({ 'projectcontour.io/response-timeout': '60' }, 'contour')),
    expected: at('error'),
  },
  {
    is: 'Contour without an end',
    yaml: of(service('web'), annotated({ 'projectcontour.io/response-timeout': 'infinity' }, 'contour')),
    expected: clean,
  },
  {
    is: '0 at Contour',
    yaml: of(service('web'), annotated({ 'projectcontour.io/response-timeout': '0s' }, 'contour')),
    expected: at('error'),
  },
  {
    is: 'Kong with a unit',
    yaml: of(served({ 'konghq.com/read-timeout': '120s' }), annotated({}, 'kong')),
    expected: at('error', 'Service shop/web'),
  },
  {
    is: 'a Service without a route',
    yaml: of(served({ 'konghq.com/read-timeout': '120s' })),
    expected: clean,
  },
  {
    is: 'an attribute of the load balancer, which nobody knows to be ignored',
    yaml: of(
      service('web'),
      annotated(
        { 'alb.ingress.kubernetes.io/load-balancer-attributes': 'idle_timeout.timeout_seconds=60s' },
        'alb',
      ),
    ),
    expected: at('info'),
  },
  {
    is: 'a route of a mesh',
    yaml: of(
      served({ 'konghq.com/read-timeout': '120s' }),
      httpRoute('web', [{ name: 'web', port: 80 }], {
        spec: { parentRefs: [{ group: '', kind: 'Service', name: 'web' }] },
      }),
    ),
    expected: clean,
  },
];

test.for(cases)('$is', ({ yaml, expected, options }) => {
  expect(found(yaml, rule, options)).toEqual(expected);
});

const only = (yaml: string) => {
  const { findings } = judge(yaml, {}, rule);
  expect(findings).toHaveLength(1);
  return findings[0];
};

test.for<[is: string, yaml: string, status: string, when: string, message: string]>([
  [
    'ignored',
    read('600s'),
    '504',
    'for requests slower than 60 s',
    `"${nginx}proxy-read-timeout" of Ingress shop/web is "600s", which ingress-nginx cannot read, so its default applies, 60 s if not configured otherwise; it must be a number of seconds without a unit`,
  ],
  [
    'read as no time',
    read('0'),
    '504',
    'always',
    `"${nginx}proxy-read-timeout" of Ingress shop/web is "0", which ingress-nginx reads as no time at all, so that every request fails`,
  ],
  [
    'read as milliseconds',
    of(service('web'), onRoute({ 'haproxy.router.openshift.io/timeout': '60' })),
    '504',
    'for requests slower than 60 ms',
    '"haproxy.router.openshift.io/timeout" of Route shop/web is "60", which OpenShift router reads as 60 ms; write "60s" if seconds are meant',
  ],
  [
    'rejected',
    of(service('web'), annotated({ 'nginx.org/proxy-read-timeout': '5min' })),
    '404',
    'always',
    '"nginx.org/proxy-read-timeout" of Ingress shop/web is "5min", for which NGINX Ingress Controller (F5) rejects the whole object; it must be a time of nginx, such as 60s or 1m 30s',
  ],
  [
    'the default of Contour',
    of(service('web'), annotated({ 'projectcontour.io/response-timeout': '0s' }, 'contour')),
    '504',
    'for requests slower than 15 s',
    '"projectcontour.io/response-timeout" of Ingress shop/web is "0s", which Contour reads as its default of 15 s; write "infinity" if no limit is meant',
  ],
  [
    'of the connection',
    of(service('web'), annotated({ [`${nginx}proxy-connect-timeout`]: '30s' })),
    '504',
    'for a share of requests',
    `"${nginx}proxy-connect-timeout" of Ingress shop/web is "30s", which ingress-nginx cannot read, so its default applies, 5 s if not configured otherwise; it must be a number of seconds without a unit`,
  ],
])('what the client sees if it is %s', ([, yaml, status, when, message]) => {
  const finding = only(yaml);
  expect(finding?.message).toBe(message);
  expect(finding?.symptoms.map(symptom => [symptom.status, symptom.when])).toEqual([[status, when]]);
});

test.for<[text: string, safety: string | undefined, change: readonly string[]]>([
  ['600s', 'safe', ['"600s" → "600"']],
  ['10m', 'safe', ['"10m" → "600"']],
  ['soon', undefined, []],
])('the fix of %s', ([text, safety, change]) => {
  const fix = only(read(text))?.fix ?? null;
  const path = '/metadata/annotations/nginx.ingress.kubernetes.io~1proxy-read-timeout';
  expect(fix?.safety).toBe(safety);
  expect(fix === null ? [] : changeLines(fix)).toEqual(change.map(line => `${path}: ${line}`));
});

test('a number without a unit may be meant as milliseconds, so its fix is a suggestion', () => {
  const yaml = of(service('web'), onRoute({ 'haproxy.router.openshift.io/timeout': '60' }));
  expect(only(yaml)).toMatchObject({ certainty: 'likely', fix: { safety: 'suggestion' } });
});

test('it is proven where the route names its controller, and likely where only annotations tell', () => {
  expect(only(read('600s'))?.certainty).toBe('proven');
  expect(only(read('600s', 'public'))?.certainty).toBe('likely');
});

test('the webhook refuses the annotation, and a fault that was there before is no reason', () => {
  const cluster = [app, service('web')].reduce<typeof emptyCluster>(
    (graph, value) => graph.with(object(value)),
    emptyCluster,
  );
  const bad = annotated({ [`${nginx}proxy-read-timeout`]: '600s' });
  expect(write(cluster, object(bad)).refused).toEqual([`Ingress web: ${rule}`]);
  const later = annotated({ [`${nginx}proxy-read-timeout`]: '600s', 'example.com/owner': 'shop' });
  expect(write(cluster.with(object(bad)), object(later)).refused).toEqual([]);
});
