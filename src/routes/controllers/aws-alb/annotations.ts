import { type AnnotationFact, annotationsOf } from '../dialect.ts';
import { anyText, boolean, integer, oneOf, type ValueForm } from '../values.ts';

const source =
  'kubernetes-sigs/aws-load-balancer-controller pkg/annotations/constants.go, docs/guide/ingress/annotations.md';
/** A value that does not parse stops the model of the load balancer: its last state stays, and no object shows it. */
const shared = { unreadable: 'unknown', source } as const;
const text = (effect: AnnotationFact['effect']) => ({ effect, value: anyText });

/** `idle_timeout.timeout_seconds` in a list of attributes; a list without it keeps the default. */
const idleTimeout: ValueForm = {
  title: 'a list of attributes, with idle_timeout.timeout_seconds as a number',
  parse: list => {
    const value = /(?:^|,)\s*idle_timeout\.timeout_seconds\s*=\s*([^,]*)/.exec(list)?.[1]?.trim();
    if (value === undefined) return list;
    return /^\d+$/.test(value) ? Number(value) : null;
  },
};

const onIngress: Parameters<typeof annotationsOf>[2] = {
  'load-balancer-attributes': { effect: 'timeout', value: idleTimeout, waits: 'response', default: 60 },
  'load-balancer-name': text('other'),
  'group.name': text('other'),
  'group.order': { effect: 'other', value: integer },
  tags: text('other'),
  'ip-address-type': text('other'),
  scheme: { effect: 'other', value: oneOf('internal', 'internet-facing') },
  subnets: text('other'),
  'customer-owned-ipv4-pool': text('other'),
  'wafv2-acl-arn': text('other'),
  'wafv2-acl-name': text('other'),
  'waf-acl-id': text('other'),
  'web-acl-id': text('other'),
  'shield-advanced-protection': { effect: 'other', value: boolean },
  'security-groups': text('other'),
  'security-group-prefix-lists': text('other'),
  'manage-backend-security-group-rules': { effect: 'other', value: boolean },
  'inbound-cidrs': text('other'),
  'listen-ports': text('other'),
  'ssl-redirect': text('redirect'),
  'ssl-policy': text('other'),
  'certificate-arn': text('other'),
  'create-acm-cert': text('other'),
  'acm-pca-arn': text('other'),
  'mutual-authentication': text('auth'),
  'minimum-load-balancer-capacity': text('other'),
  'ipam-ipv4-pool-id': text('other'),
  'use-regex-path-match': { effect: 'rewrite', value: boolean },
  'dry-run-plan': text('other'),
  'enable-frontend-nlb': text('other'),
  'frontend-nlb-scheme': text('other'),
  'frontend-nlb-subnets': text('other'),
  'frontend-nlb-security-groups': text('other'),
  'frontend-nlb-listener-port-mapping': text('other'),
  'frontend-nlb-eip-allocations': text('other'),
  'frontend-nlb-attributes': text('other'),
  'frontend-nlb-tags': text('other'),
};

/** Of the target group: the Service wins over the Ingress. */
const onBoth: Parameters<typeof annotationsOf>[2] = {
  'target-type': { effect: 'backend', value: oneOf('instance', 'ip'), default: 'instance' },
  'backend-protocol': { effect: 'protocol', value: oneOf('HTTP', 'HTTPS'), default: 'HTTP' },
  'backend-protocol-version': {
    effect: 'protocol',
    value: oneOf('HTTP1', 'HTTP2', 'GRPC'),
    default: 'HTTP1',
  },
  'target-group-attributes': text('load-balancing'),
  'target-node-labels': text('load-balancing'),
  'target-control-port': text('load-balancing'),
  'multi-cluster-target-group': text('load-balancing'),
  'healthcheck-port': text('health-check'),
  'healthcheck-protocol': { effect: 'health-check', value: oneOf('HTTP', 'HTTPS'), default: 'HTTP' },
  'healthcheck-path': { ...text('health-check'), default: '/' },
  'healthcheck-interval-seconds': { effect: 'health-check', value: integer, default: 15 },
  'healthcheck-timeout-seconds': { effect: 'health-check', value: integer, default: 5 },
  'healthy-threshold-count': { effect: 'health-check', value: integer, default: 2 },
  'unhealthy-threshold-count': { effect: 'health-check', value: integer, default: 2 },
  'success-codes': { ...text('health-check'), default: '200' },
  'auth-type': text('auth'),
  'auth-idp-cognito': text('auth'),
  'auth-idp-oidc': text('auth'),
  'auth-on-unauthenticated-request': text('auth'),
  'auth-scope': text('auth'),
  'auth-session-cookie': text('auth'),
  'auth-session-timeout': text('auth'),
  'jwt-validation': text('auth'),
};

export const annotations: readonly AnnotationFact[] = [
  ...annotationsOf('alb.ingress.kubernetes.io/', { ...shared, on: ['Ingress'] }, onIngress),
  ...annotationsOf('alb.ingress.kubernetes.io/', { ...shared, on: ['Ingress', 'Service'] }, onBoth),
];
