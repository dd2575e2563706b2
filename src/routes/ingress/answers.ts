import {
  type InvalidBackend,
  isInvalidBackend,
  type ProxyFailure,
  proxyAnswers,
} from '../controllers/answers.ts';
import { presetOf } from '../controllers/candidates.ts';
import type { ControllerId } from '../controllers/preset.ts';
import type { AnsweredFailure } from '../failure.ts';
import type { Answer } from '../route-kind.ts';

const all = (status: string): Readonly<Record<InvalidBackend, string>> => ({
  'service-missing': status,
  'port-missing': status,
  'not-permitted': status,
});

const unchanged = 'the load balancer keeps its last state';

/** Each controller's answer for an Ingress whose backend does not resolve. */
const invalid: Readonly<Record<ControllerId, Readonly<Record<InvalidBackend, string>>>> = {
  'ingress-nginx': all('503'),
  // Traefik leaves a path whose Service does not resolve out of its config.
  traefik: all('404'),
  'nginx-inc': all('502'),
  haproxy: all('503'),
  'haproxy-ingress': all('503'),
  openshift: all('503'),
  // ingress_processor.go leaves such a path out.
  contour: all('404'),
  'envoy-gateway': all('500'),
  istio: all('503'),
  kong: all('503'),
  cilium: all('503'),
  // With a missing port the model of the whole load balancer cannot be built.
  'aws-alb': { ...all('503'), 'port-missing': unchanged },
  gce: all(unchanged),
  'nginx-gateway-fabric': all('500'),
};

/** Answers for an Ingress that differ from those for a Gateway API route. */
const own: Readonly<Partial<Record<ControllerId, Partial<Record<ProxyFailure, string>>>>> = {
  // 503 with `allowEmptyServices`, which the chart sets and the program does not.
  traefik: { 'no-endpoint': '503 or 404' },
  // 502 from the classic load balancer, 503 from the load balancers built on Envoy.
  gce: { 'no-endpoint': '502 or 503' },
};

export function status(failure: AnsweredFailure, controller: ControllerId): string {
  if (isInvalidBackend(failure)) return invalid[controller][failure];
  return own[controller]?.[failure] ?? proxyAnswers[controller][failure];
}

/** A controller for each proxy program. */
const typical = ['ingress-nginx', 'haproxy', 'traefik', 'contour'] as const;

export const typicalAnswers = (failure: AnsweredFailure): readonly Answer[] =>
  typical.map(id => ({ controller: presetOf(id).title, status: status(failure, id) }));
