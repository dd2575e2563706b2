import { type AnnotationFact, annotationsOf } from '../dialect.ts';
import { anyText, boolean, integer, oneOf } from '../values.ts';

const source =
  'traefik/traefik v3 pkg/provider/kubernetes/ingress/annotations.go, doc.traefik.io v3.8 routing-configuration/kubernetes/ingress';
/** A tree of annotations that does not decode leaves out the path or the Ingress: kubernetes.go, parseServiceConfig. */
const shared = { unreadable: 'unknown', source } as const;

/** Timeouts are no annotations: they belong to a ServersTransport and to the entry points. */
export const annotations: readonly AnnotationFact[] = [
  ...annotationsOf(
    'traefik.ingress.kubernetes.io/',
    { ...shared, on: ['Ingress'] },
    {
      'router.pathmatcher': { effect: 'rewrite', value: anyText, default: 'PathPrefix' },
      'router.entrypoints': { effect: 'other', value: anyText },
      'router.middlewares': { effect: 'other', value: anyText },
      'router.priority': { effect: 'other', value: integer },
      'router.rulesyntax': { effect: 'other', value: anyText },
      'router.tls': { effect: 'other', value: boolean },
      'router.tls.certresolver': { effect: 'other', value: anyText },
      'router.tls.options': { effect: 'other', value: anyText },
      'router.tls.domains.0.main': { effect: 'other', value: anyText },
      'router.tls.domains.0.sans': { effect: 'other', value: anyText },
      'router.observability.accesslogs': { effect: 'other', value: boolean, source: null },
      'router.observability.metrics': { effect: 'other', value: boolean, source: null },
      'router.observability.tracing': { effect: 'other', value: boolean, source: null },
    },
  ),
  ...annotationsOf(
    'traefik.ingress.kubernetes.io/',
    { ...shared, on: ['Service'] },
    {
      'service.serversscheme': { effect: 'protocol', value: oneOf('http', 'https', 'h2c'), default: 'http' },
      'service.serverstransport': { effect: 'protocol', value: anyText },
      'service.nativelb': { effect: 'load-balancing', value: boolean, default: 'false' },
      'service.nodeportlb': { effect: 'load-balancing', value: boolean, default: 'false', source: null },
      'service.passhostheader': { effect: 'headers', value: boolean, default: 'true' },
      'service.sticky.cookie': { effect: 'affinity', value: boolean },
      'service.sticky.cookie.name': { effect: 'affinity', value: anyText },
      'service.sticky.cookie.secure': { effect: 'affinity', value: boolean },
      'service.sticky.cookie.samesite': { effect: 'affinity', value: anyText },
      'service.sticky.cookie.httponly': { effect: 'affinity', value: boolean },
      'service.sticky.cookie.maxage': { effect: 'affinity', value: integer },
      'service.sticky.cookie.path': { effect: 'affinity', value: anyText },
      'service.sticky.cookie.domain': { effect: 'affinity', value: anyText },
    },
  ),
];
