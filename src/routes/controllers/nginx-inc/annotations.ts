import { type AnnotationFact, annotationsOf } from '../dialect.ts';
import { anyText, boolean, integer, nginxSize, nginxTime, oneOf, type ValueForm } from '../values.ts';

const source = 'nginx/kubernetes-ingress v5 internal/k8s/validation.go, internal/configs/annotations.go';
// A value that its validator refuses rejects the whole Ingress: internal/k8s/configuration.go, event Rejected.
const shared = { on: ['Ingress'], unreadable: 'route-rejected', source } as const;
const time = { effect: 'timeout', value: nginxTime } as const;

const proxyBuffers: ValueForm = {
  title: 'a number and a size, such as "8 4k"',
  parse: text => (/^\d+ \d+[kKmM]?$/.test(text.trim()) ? text.trim() : null),
};
const offset: ValueForm = {
  title: 'a number of bytes, or of k, m or g',
  parse: text => (/^\d+[kKmMgG]?$/.test(text.trim()) ? text.trim() : null),
  repair: text => /^(\d+)\s*([kmg])i?b?$/i.exec(text.trim())?.slice(1, 3).join('').toLowerCase() ?? null,
};

/** Read from an Ingress alone. Newer releases read more keys, so an unknown key proves nothing. */
export const annotations: readonly AnnotationFact[] = [
  ...annotationsOf('nginx.org/', shared, {
    'proxy-connect-timeout': { ...time, waits: 'connect', default: 60 },
    'proxy-read-timeout': { ...time, waits: 'response', default: 60 },
    'proxy-send-timeout': { ...time, waits: 'send', default: 60 },
    'proxy-next-upstream-timeout': { ...time, waits: 'other', default: 0 },
    'fail-timeout': { ...time, waits: 'other', default: 10 },
    'proxy-next-upstream': { effect: 'retries', value: anyText },
    'proxy-next-upstream-tries': { effect: 'retries', value: integer, default: 0 },
    'max-fails': { effect: 'retries', value: integer, default: 1 },
    'proxy-buffering': { effect: 'other', value: boolean, default: 'true' },
    'proxy-buffers': { effect: 'buffers', value: proxyBuffers },
    'proxy-buffer-size': { effect: 'buffers', value: nginxSize },
    'proxy-busy-buffers-size': { effect: 'buffers', value: nginxSize },
    'proxy-max-temp-file-size': { effect: 'buffers', value: nginxSize, default: '1024m' },
    'client-max-body-size': { effect: 'body-size', value: offset, default: '1m' },
    'client-body-buffer-size': { effect: 'body-size', value: nginxSize },
    'ssl-services': { effect: 'protocol', value: anyText },
    'grpc-services': { effect: 'protocol', value: anyText },
    'websocket-services': { effect: 'protocol', value: anyText },
    'use-cluster-ip': { effect: 'load-balancing', value: boolean, default: 'false' },
    'lb-method': { effect: 'load-balancing', value: anyText, default: 'random two least_conn' },
    keepalive: { effect: 'load-balancing', value: integer, default: 0 },
    'max-conns': { effect: 'limits', value: integer, default: 0 },
    'upstream-zone-size': { effect: 'load-balancing', value: nginxSize },
    rewrites: { effect: 'rewrite', value: anyText },
    'rewrite-target': { effect: 'rewrite', value: anyText },
    'app-root': { effect: 'rewrite', value: anyText },
    'path-regex': { effect: 'rewrite', value: oneOf('case_sensitive', 'case_insensitive', 'exact') },
    'redirect-to-https': { effect: 'redirect', value: boolean, default: 'false' },
    'ssl-redirect': { effect: 'redirect', value: boolean, default: 'true' },
    'http-redirect-code': { effect: 'redirect', value: integer },
    'proxy-redirect-from': { effect: 'redirect', value: anyText, source: null },
    'proxy-redirect-to': { effect: 'redirect', value: anyText, source: null },
    'proxy-hide-headers': { effect: 'headers', value: anyText },
    'proxy-pass-headers': { effect: 'headers', value: anyText },
    'proxy-set-headers': { effect: 'headers', value: anyText },
    'server-tokens': { effect: 'headers', value: anyText },
    hsts: { effect: 'headers', value: boolean },
    'hsts-max-age': { effect: 'headers', value: integer },
    'hsts-include-subdomains': { effect: 'headers', value: boolean },
    'hsts-behind-proxy': { effect: 'headers', value: boolean },
    'basic-auth-secret': { effect: 'auth', value: anyText },
    'basic-auth-realm': { effect: 'auth', value: anyText },
    'listen-ports': { effect: 'other', value: anyText },
    'listen-ports-ssl': { effect: 'other', value: anyText },
    'mergeable-ingress-type': { effect: 'other', value: oneOf('master', 'minion') },
    'server-snippets': { effect: 'other', value: anyText },
    'location-snippets': { effect: 'other', value: anyText },
    'ssl-ciphers': { effect: 'other', value: anyText, source: null },
    'ssl-prefer-server-ciphers': { effect: 'other', value: anyText, source: null },
    'ssl-protocols': { effect: 'other', value: anyText, source: null },
    'custom-http-errors': { effect: 'other', value: anyText, source: null },
    policies: { effect: 'other', value: anyText, source: null },
  }),
  // NGINX Plus alone; without it they reject the Ingress, which no object shows.
  ...annotationsOf('nginx.com/', shared, {
    'health-checks': { effect: 'health-check', value: boolean, default: 'false' },
    'health-checks-mandatory': { effect: 'health-check', value: boolean },
    'health-checks-mandatory-queue': { effect: 'health-check', value: integer },
    'slow-start': { ...time, waits: 'other' },
    'sticky-cookie-services': { effect: 'affinity', value: anyText },
    'jwt-key': { effect: 'auth', value: anyText },
    'jwt-realm': { effect: 'auth', value: anyText },
    'jwt-token': { effect: 'auth', value: anyText },
    'jwt-login-url': { effect: 'auth', value: anyText },
  }),
];
