import { type AnnotationFact, annotationsOf } from '../dialect.ts';
import { anyText, boolean, integer, milliseconds, oneOf } from '../values.ts';

const source =
  'Kong/kubernetes-ingress-controller v3 internal/annotations/annotations.go, dataplane/kongstate/service.go';
const shared = { unreadable: 'default', source } as const;
const time = { effect: 'timeout', value: milliseconds } as const;

/** Of the Kong Service, which is made of the Kubernetes Service. */
const onService: Parameters<typeof annotationsOf>[2] = {
  'connect-timeout': { ...time, waits: 'connect', default: 60 },
  'read-timeout': { ...time, waits: 'response', default: 60 },
  'write-timeout': { ...time, waits: 'send', default: 60 },
  retries: { effect: 'retries', value: integer, default: 5 },
  // internal/util/protocol.go: lower case alone.
  protocol: {
    effect: 'protocol',
    value: oneOf('http', 'https', 'grpc', 'grpcs', 'ws', 'wss', 'tls', 'tcp', 'tls_passthrough', 'udp'),
    default: 'http',
  },
  'client-cert': { effect: 'protocol', value: anyText },
  path: { effect: 'rewrite', value: anyText },
  'host-header': { effect: 'headers', value: anyText },
  'tls-verify': { effect: 'protocol', value: boolean },
  'tls-verify-depth': { effect: 'protocol', value: integer },
  'ca-certificates-secrets': { effect: 'protocol', value: anyText },
  'ca-certificates-configmaps': { effect: 'protocol', value: anyText, source: null },
  'upstream-policy': { effect: 'load-balancing', value: anyText },
};

const onRoute: Parameters<typeof annotationsOf>[2] = {
  protocols: { effect: 'other', value: anyText },
  'strip-path': { effect: 'rewrite', value: boolean, default: 'false' },
  rewrite: { effect: 'rewrite', value: anyText },
  'path-handling': { effect: 'rewrite', value: anyText },
  'regex-prefix': { effect: 'rewrite', value: anyText },
  'regex-priority': { effect: 'rewrite', value: integer },
  'https-redirect-status-code': { effect: 'redirect', value: integer },
  'preserve-host': { effect: 'headers', value: boolean },
  methods: { effect: 'other', value: anyText },
  snis: { effect: 'other', value: anyText },
  'host-aliases': { effect: 'other', value: anyText },
  'request-buffering': { effect: 'other', value: boolean, default: 'true' },
  'response-buffering': { effect: 'other', value: boolean, default: 'true' },
  'headers-separator': { effect: 'other', value: anyText },
};

const onBoth: Parameters<typeof annotationsOf>[2] = {
  plugins: { effect: 'other', value: anyText },
  override: { effect: 'other', value: anyText },
  tags: { effect: 'other', value: anyText },
};

export const annotations: readonly AnnotationFact[] = [
  ...annotationsOf('konghq.com/', { ...shared, on: ['Service'] }, onService),
  ...annotationsOf('konghq.com/', { ...shared, on: ['Ingress'] }, onRoute),
  ...annotationsOf('konghq.com/', { ...shared, on: ['Ingress', 'Service'] }, onBoth),
];
