import { type AnnotationFact, annotationsOf } from '../dialect.ts';
import { anyText, boolean as goBoolean, haproxyTime, integer, oneOf, type ValueForm } from '../values.ts';

const source = 'haproxytech/kubernetes-ingress pkg/annotations/annotations.go, documentation/README.md';
/** pkg/utils/utils.go, GetBoolValue: the former words still count, as far as is known. */
const boolean: ValueForm = {
  ...goBoolean,
  parse: text => {
    if (/^(enabled|on)$/i.test(text)) return true;
    return /^(disabled|off)$/i.test(text) ? false : goBoolean.parse(text);
  },
};

/** A value that does not parse is logged, and the value of the ConfigMap or of HAProxy stays. */
const shared = { unreadable: 'default', source } as const;
const time = { effect: 'timeout', value: haproxyTime } as const;

/** Annotations of a backend: the Service wins over the Ingress, and the Ingress over the ConfigMap. */
const backend: Parameters<typeof annotationsOf>[2] = {
  'timeout-server': { ...time, waits: 'response', default: 50 },
  'timeout-check': { ...time, waits: 'other' },
  'check-interval': { ...time, waits: 'other' },
  check: { effect: 'health-check', value: boolean, default: 'true' },
  'check-http': { effect: 'health-check', value: anyText },
  'server-ssl': { effect: 'protocol', value: boolean, default: 'false' },
  'server-proto': { effect: 'protocol', value: oneOf('h1', 'h2'), default: 'h1' },
  'server-ca': { effect: 'protocol', value: anyText },
  'server-crt': { effect: 'protocol', value: anyText },
  'send-proxy-protocol': { effect: 'protocol', value: anyText },
  'load-balance': { effect: 'load-balancing', value: anyText, default: 'roundrobin' },
  'cookie-persistence': { effect: 'affinity', value: anyText },
  'pod-maxconn': { effect: 'limits', value: integer },
  abortonclose: { effect: 'other', value: anyText },
  'forwarded-for': { effect: 'headers', value: boolean, default: 'true' },
  'scale-server-slots': { effect: 'load-balancing', value: integer, default: 42, source: null },
  'backend-config-snippet': { effect: 'other', value: anyText, source: null },
  'standalone-backend': { effect: 'other', value: anyText, source: null },
  'cr-backend': { effect: 'other', value: anyText, source: null },
};

const frontend: Parameters<typeof annotationsOf>[2] = {
  'path-rewrite': { effect: 'rewrite', value: anyText },
  'set-host': { effect: 'headers', value: anyText },
  'request-set-header': { effect: 'headers', value: anyText },
  'response-set-header': { effect: 'headers', value: anyText },
  'src-ip-header': { effect: 'headers', value: anyText },
  'ssl-redirect': { effect: 'redirect', value: boolean },
  'ssl-redirect-port': { effect: 'redirect', value: integer },
  'ssl-redirect-code': { effect: 'redirect', value: integer, default: 302 },
  'request-redirect': { effect: 'redirect', value: anyText },
  'request-redirect-code': { effect: 'redirect', value: integer },
  'ssl-passthrough': { effect: 'protocol', value: boolean, default: 'false', source: null },
  'ssl-certificate': { effect: 'other', value: anyText, source: null },
  'rate-limit-requests': { effect: 'limits', value: integer },
  'rate-limit-period': { effect: 'limits', value: haproxyTime },
  'rate-limit-size': { effect: 'limits', value: anyText },
  'rate-limit-status-code': { effect: 'limits', value: integer, default: 403 },
  'auth-type': { effect: 'auth', value: anyText },
  'auth-realm': { effect: 'auth', value: anyText },
  'auth-secret': { effect: 'auth', value: anyText },
  'allow-list': { effect: 'auth', value: anyText },
  'deny-list': { effect: 'auth', value: anyText },
  whitelist: { effect: 'auth', value: anyText },
  blacklist: { effect: 'auth', value: anyText },
  'request-capture': { effect: 'other', value: anyText },
  'request-capture-len': { effect: 'other', value: integer },
  'cors-enable': { effect: 'headers', value: boolean },
  'cors-allow-origin': { effect: 'headers', value: anyText },
  'cors-allow-methods': { effect: 'headers', value: anyText },
  'cors-allow-headers': { effect: 'headers', value: anyText },
  'cors-max-age': { effect: 'headers', value: anyText },
  'cors-allow-credentials': { effect: 'headers', value: boolean },
};

/** Keys of the ConfigMap alone: on an Ingress or a Service nothing reads them (Annotations.Defaults). */
const global: Parameters<typeof annotationsOf>[2] = {
  'timeout-connect': { ...time, waits: 'connect', default: 5 },
  'timeout-client': { ...time, waits: 'other', default: 50 },
  'timeout-queue': { ...time, waits: 'other', default: 5 },
  'timeout-tunnel': { ...time, waits: 'tunnel', default: 3600 },
  'timeout-http-request': { ...time, waits: 'other', default: 5 },
  'timeout-http-keep-alive': { ...time, waits: 'other', default: 60 },
};

/** All three prefixes mean the same. */
export const annotations: readonly AnnotationFact[] = [
  'haproxy.org/',
  'haproxy.com/',
  'ingress.kubernetes.io/',
].flatMap(prefix => [
  ...annotationsOf(prefix, { ...shared, on: ['Ingress', 'Service'] }, backend),
  ...annotationsOf(prefix, { ...shared, on: ['Ingress'] }, frontend),
  ...annotationsOf(prefix, { ...shared, on: ['ConfigMap'] }, global),
]);
