import { annotationsOf } from '../dialect.ts';
import { anyText, boolean, integer, oneOf, type ValueForm, wholeSeconds } from '../values.ts';

/** Sizes that both its validator and nginx read: nginx knows only k and m, and fails for the whole config otherwise. */
const size: ValueForm = {
  title: 'a number of bytes, or of k or m',
  parse: text => (/^\d+[bkmg]?$/i.test(text.replaceAll(' ', '')) ? text : null),
  repair: text => /^(\d+)([km])i?b?$/i.exec(text.trim())?.slice(1, 3).join('').toLowerCase() ?? null,
};

const protocols = ['AUTO_HTTP', 'HTTP', 'HTTPS', 'GRPC', 'GRPCS', 'FCGI'];

/** backendprotocol/main.go compares in upper case. */
export const protocol: ValueForm = {
  title: `one of ${protocols.join(', ')}`,
  parse: text => (protocols.includes(text.trim().toUpperCase()) ? text.trim().toUpperCase() : null),
};

const source = 'kubernetes/ingress-nginx v1.15.1 internal/ingress/annotations';
const timeout = { effect: 'timeout', value: wholeSeconds } as const;
const onOff = oneOf('on', 'off');

/** Read from an Ingress alone; a value that does not parse is dropped without an event (proxy/main.go, parser/). */
export const annotations = annotationsOf(
  'nginx.ingress.kubernetes.io/',
  { on: ['Ingress'], unreadable: 'default', source },
  {
    'proxy-connect-timeout': { ...timeout, default: 5 },
    'proxy-send-timeout': { ...timeout, default: 60 },
    'proxy-read-timeout': { ...timeout, default: 60 },
    'proxy-next-upstream-timeout': { ...timeout, default: 0 },
    'proxy-next-upstream-tries': { effect: 'retries', value: integer, default: 3 },
    'proxy-next-upstream': { effect: 'retries', value: anyText, default: 'error timeout' },
    'proxy-buffer-size': { effect: 'buffers', value: size, default: '4k' },
    'proxy-busy-buffers-size': { effect: 'buffers', value: size },
    'proxy-buffers-number': { effect: 'buffers', value: integer, default: 4 },
    'proxy-body-size': { effect: 'body-size', value: size, default: '1m' },
    'proxy-buffering': { effect: 'buffers', value: onOff, default: 'off' },
    'proxy-request-buffering': { effect: 'buffers', value: onOff, default: 'on' },
    'proxy-http-version': { effect: 'protocol', value: oneOf('1.0', '1.1'), default: '1.1' },
    'backend-protocol': { effect: 'protocol', value: protocol, default: 'HTTP' },
    'service-upstream': { effect: 'load-balancing', value: boolean, default: 'false' },
    affinity: { effect: 'affinity', value: oneOf('cookie') },
    canary: { effect: 'canary', value: boolean, default: 'false' },
    'canary-weight': { effect: 'canary', value: integer, default: 0 },
    'canary-weight-total': { effect: 'canary', value: integer, default: 100 },
    'rewrite-target': { effect: 'rewrite', value: anyText },
    'use-regex': { effect: 'rewrite', value: boolean, default: 'false' },
    'ssl-redirect': { effect: 'redirect', value: boolean, default: 'true' },
    'force-ssl-redirect': { effect: 'redirect', value: boolean, default: 'false' },
  },
);
