import { type AnnotationFact, annotationsOf } from '../dialect.ts';
import { anyText, goDuration, integer, type ValueForm } from '../values.ts';

const source = 'projectcontour/contour v1.30 internal/annotation/annotations.go';

const usual = 15;

/** internal/timeout/timeout.go: 0 is the default, and not "no timeout". */
const timeout: ValueForm = {
  ...goDuration,
  title: 'a duration with a unit, such as 60s, or "infinity"',
  parse: text => {
    if (text === 'infinity' || text === 'infinite') return Number.POSITIVE_INFINITY;
    const seconds = goDuration.parse(text);
    return seconds === 0 ? usual : seconds;
  },
  trap: text =>
    goDuration.parse(text) === 0
      ? { reads: `its default of ${usual} s`, meant: 'infinity', meaning: 'no limit' }
      : null,
};

/** A duration that does not parse is logged, and Envoy's default stays: internal/dag/policy.go, ingressTimeoutPolicy. */
const shared = { unreadable: 'default', source } as const;
const time = { effect: 'timeout', value: timeout } as const;

const onIngress: Parameters<typeof annotationsOf>[2] = {
  // docs: /docs/main/config/annotations/.
  'response-timeout': { ...time, waits: 'response', default: usual },
  'per-try-timeout': { ...time, waits: 'other' },
  'retry-on': { effect: 'retries', value: anyText },
  'num-retries': { effect: 'retries', value: integer },
  'websocket-routes': { effect: 'protocol', value: anyText },
  'ingress.class': { effect: 'class', value: anyText, on: ['Ingress', 'HTTPProxy'] },
  'tls-minimum-protocol-version': { effect: 'other', value: anyText },
  'tls-maximum-protocol-version': { effect: 'other', value: anyText },
  'tls-cert-namespace': { effect: 'other', value: anyText },
};

const onService: Parameters<typeof annotationsOf>[2] = {
  'upstream-protocol.tls': { effect: 'protocol', value: anyText },
  'upstream-protocol.h2': { effect: 'protocol', value: anyText },
  'upstream-protocol.h2c': { effect: 'protocol', value: anyText },
  'max-connections': { effect: 'limits', value: integer, default: 1024 },
  'max-pending-requests': { effect: 'limits', value: integer, default: 1024 },
  'max-requests': { effect: 'limits', value: integer, default: 1024 },
  'max-retries': { effect: 'limits', value: integer, default: 3 },
  'per-host-max-connections': { effect: 'limits', value: integer },
};

export const annotations: readonly AnnotationFact[] = [
  ...annotationsOf('projectcontour.io/', { ...shared, on: ['Ingress'] }, onIngress),
  ...annotationsOf('projectcontour.io/', { ...shared, on: ['Service'] }, onService),
  // The former name, which is read where the new one is absent.
  ...annotationsOf(
    'projectcontour.io/',
    {
      ...shared,
      on: ['Ingress'],
      source: 'projectcontour/contour internal/dag/policy.go, ingressTimeoutPolicy',
    },
    { 'request-timeout': { ...time, waits: 'response', default: usual } },
  ),
];
