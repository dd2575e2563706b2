import { type AnnotationFact, annotationsOf } from '../dialect.ts';
import { anyText, boolean, jsonObject } from '../values.ts';

const source = 'kubernetes/ingress-gce pkg/annotations/service.go, pkg/annotations/ingress.go';
/** JSON that does not parse is an error of the sync: the load balancer keeps its last state. */
const shared = { unreadable: 'unknown', source } as const;

/** Timeouts and health checks are fields of a BackendConfig, which `cloud.google.com/backend-config` names. */
export const annotations: readonly AnnotationFact[] = [
  ...annotationsOf(
    'cloud.google.com/',
    { ...shared, on: ['Service'] },
    {
      'app-protocols': { effect: 'protocol', value: jsonObject },
      'backend-config': { effect: 'backend', value: jsonObject },
      neg: { effect: 'backend', value: jsonObject },
      'neg-status': { effect: 'other', value: anyText },
      'network-tier': { effect: 'other', value: anyText },
      'l4-rbs': { effect: 'other', value: anyText },
    },
  ),
  ...annotationsOf(
    'beta.cloud.google.com/',
    { ...shared, on: ['Service'] },
    {
      'backend-config': { effect: 'backend', value: jsonObject },
    },
  ),
  ...annotationsOf(
    'networking.gke.io/',
    { ...shared, on: ['Ingress'] },
    {
      'v1beta1.FrontendConfig': { effect: 'other', value: anyText },
      'suppress-firewall-xpn-error': { effect: 'other', value: boolean },
      'managed-certificates': { effect: 'other', value: anyText, source: null },
    },
  ),
  ...annotationsOf(
    'ingress.gcp.kubernetes.io/',
    { ...shared, on: ['Ingress'] },
    {
      'pre-shared-cert': { effect: 'other', value: anyText },
      'path-prefix-rewrite': { effect: 'rewrite', value: anyText },
    },
  ),
  ...annotationsOf(
    'kubernetes.io/ingress.',
    { ...shared, on: ['Ingress'] },
    {
      'allow-http': { effect: 'redirect', value: boolean, default: 'true' },
      'global-static-ip-name': { effect: 'other', value: anyText },
      'regional-static-ip-name': { effect: 'other', value: anyText },
    },
  ),
];
