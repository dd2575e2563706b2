import { type AnnotationFact, annotationsOf } from '../dialect.ts';
import { anyText, integer, oneOf, openshiftTime } from '../values.ts';

// Every value goes through firstMatch, isInteger or isTrue; what does not match is left out.
const source = 'openshift/router images/router/haproxy/conf/haproxy-config.template';
/** The route controller copies the annotations of an Ingress to the Route that it makes. */
const shared = { on: ['Route', 'Ingress'], unreadable: 'default', source } as const;
const time = { effect: 'timeout', value: openshiftTime } as const;

export const annotations: readonly AnnotationFact[] = [
  ...annotationsOf('haproxy.router.openshift.io/', shared, {
    timeout: { ...time, waits: 'response', default: 30 },
    'timeout-tunnel': { ...time, waits: 'tunnel', default: 3600 },
    'pod-concurrent-connections': { effect: 'limits', value: integer },
    'rate-limit-connections': { effect: 'limits', value: anyText },
    'rate-limit-connections.concurrent-tcp': { effect: 'limits', value: integer },
    'rate-limit-connections.rate-tcp': { effect: 'limits', value: integer },
    'rate-limit-connections.rate-http': { effect: 'limits', value: integer },
    balance: { effect: 'load-balancing', value: oneOf('roundrobin', 'leastconn', 'source', 'random') },
    disable_cookies: { effect: 'affinity', value: anyText },
    'rewrite-target': { effect: 'rewrite', value: anyText },
    'set-forwarded-headers': { effect: 'headers', value: oneOf('append', 'replace', 'if-none', 'never') },
    'h1-adjust-case': { effect: 'headers', value: anyText },
    hsts_header: { effect: 'headers', value: anyText },
    ip_whitelist: { effect: 'auth', value: anyText },
    ip_allowlist: { effect: 'auth', value: anyText },
    // docs: "Route-specific annotations" of OpenShift 4.17.
    'http-header-adjust': { effect: 'headers', value: anyText, source: null },
  }),
  ...annotationsOf('router.openshift.io/', shared, {
    'haproxy.health.check.interval': { ...time, waits: 'other', default: 5 },
    cookie_name: { effect: 'affinity', value: anyText },
    'cookie-same-site': { effect: 'affinity', value: oneOf('Lax', 'Strict', 'None') },
  }),
  ...annotationsOf(
    'route.openshift.io/',
    { ...shared, on: ['Ingress'], source: null },
    {
      termination: { effect: 'protocol', value: oneOf('edge', 'passthrough', 'reencrypt') },
      'destination-ca-certificate-secret': { effect: 'protocol', value: anyText },
    },
  ),
];
