import { type AnnotationFact, annotationsOf } from '../dialect.ts';
import { anyText, integer, oneOf } from '../values.ts';

const source = 'cilium/cilium operator/pkg/ingress/annotations/annotations.go';
const shared = { on: ['Ingress'], unreadable: 'default', source } as const;

/** None of them changes how a request ends: Cilium takes its timeouts from flags. */
export const annotations: readonly AnnotationFact[] = annotationsOf('ingress.cilium.io/', shared, {
  'loadbalancer-mode': { effect: 'other', value: oneOf('dedicated', 'shared') },
  'service-type': { effect: 'other', value: oneOf('LoadBalancer', 'NodePort') },
  'insecure-node-port': { effect: 'other', value: integer },
  'secure-node-port': { effect: 'other', value: integer },
  'tcp-keep-alive': { effect: 'other', value: anyText },
  'tcp-keep-alive-idle': { effect: 'other', value: integer, default: 10 },
  'tcp-keep-alive-probe-interval': { effect: 'other', value: integer, default: 5 },
  'tcp-keep-alive-probe-max-failures': { effect: 'other', value: integer, default: 10 },
  websocket: { effect: 'protocol', value: anyText },
});
