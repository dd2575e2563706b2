import { expect, test } from 'vitest';
import { attachmentsOf } from '../../../src/graph/attachment/attachment.ts';
import { routeOf } from '../../../src/routes/route-kinds.ts';
import { graphFrom } from '../../support/check.ts';

function attach(yaml: string, world: 'open' | 'closed' | null = null): string {
  const graph = graphFrom(yaml, { world });
  const route = [...graph.store.objects()].map(routeOf).find(one => one !== null);
  const [only] = route == null ? [] : attachmentsOf(route, graph.query());
  if (only === undefined) throw new Error('no route');
  const { result } = only;
  if (result.is !== 'detached') return result.is === 'unknown' ? `unknown: ${result.why}` : result.is;
  const near = 'near' in result.reason ? ` ${result.reason.near}` : '';
  return `${result.certainty}: ${result.reason.is}${near}`;
}

const ingress = (spec: string, annotations = '') => `
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: web, namespace: shop, annotations: { ${annotations} } }
spec:
  ${spec}
  defaultBackend: { service: { name: web, port: { number: 80 } } }
`;

const ingressClass = (name: string, controller: string, annotations = '') => `---
apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata: { name: ${name}, annotations: { ${annotations} } }
spec: { controller: ${controller} }
`;

const nginx = ingressClass('nginx', 'k8s.io/ingress-nginx');
const traefik = ingressClass('traefik', 'traefik.io/ingress-controller');
const usual = ingressClass(
  'nginx',
  'k8s.io/ingress-nginx',
  'ingressclass.kubernetes.io/is-default-class: "true"',
);
const contour = `---
apiVersion: apps/v1
kind: DaemonSet
metadata: { name: envoy, namespace: projectcontour }
spec:
  selector: { matchLabels: { app: envoy } }
  template:
    metadata: { labels: { app.kubernetes.io/name: contour, app.kubernetes.io/component: envoy, app: envoy } }
    spec: { containers: [{ name: envoy, image: envoy }] }
`;

test.for<[what: string, yaml: string, world: 'closed' | null, result: string]>([
  ['a class of the input', ingress('ingressClassName: nginx') + nginx, null, 'attached'],
  ['no class in the input', ingress('ingressClassName: ngnix'), null, 'unknown: open-namespace'],
  [
    'a typo of a class',
    ingress('ingressClassName: ngnix') + nginx,
    null,
    'likely: ingress-class-missing nginx',
  ],
  [
    'a typo, all classes known',
    ingress('ingressClassName: ngnix') + nginx,
    'closed',
    'proven: ingress-class-missing nginx',
  ],
  ['another name', ingress('ingressClassName: internal') + nginx, null, 'likely: ingress-class-missing null'],
  [
    'the usual name of another controller',
    ingress('ingressClassName: alb') + nginx,
    null,
    'unknown: open-namespace',
  ],
  [
    'the same, all classes known',
    ingress('ingressClassName: alb') + nginx,
    'closed',
    'proven: ingress-class-missing null',
  ],
  [
    'a controller that compares names runs',
    ingress('ingressClassName: edge') + nginx + contour,
    'closed',
    'unknown: operator',
  ],
  ['a parameter', ingress(`ingressClassName: "\${CLASS}"`) + nginx, null, 'unknown: parameter'],

  [
    'an annotation needs no object',
    ingress('', 'kubernetes.io/ingress.class: gce') + nginx,
    'closed',
    'unknown: open-namespace',
  ],
  [
    'a typo in an annotation',
    ingress('', 'kubernetes.io/ingress.class: ngnix') + nginx,
    'closed',
    'likely: ingress-class-missing nginx',
  ],

  ['without a class, no class seen', ingress(''), 'closed', 'unknown: open-namespace'],
  ['without a class, none is the default', ingress('') + nginx, null, 'likely: no-default-class'],
  ['without a class, one is the default', ingress('') + usual, null, 'attached'],
  ['without a class, Traefik serves it', ingress('') + nginx + traefik, 'closed', 'unknown: operator'],
  [
    'without a class, a controller of nobody',
    ingress('') + ingressClass('x', 'example.com/x'),
    'closed',
    'unknown: operator',
  ],
])('an Ingress: %s', ([, yaml, world, result]) => {
  expect(attach(yaml, world)).toBe(result);
});
