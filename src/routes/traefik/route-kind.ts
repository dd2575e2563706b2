import { ingressRoute as kind } from '../../kube/kinds/ingress-route.ts';
import { presetOf } from '../controllers/candidates.ts';
// Traefik leaves a route whose Service does not resolve out, as it does for an Ingress.
import { status } from '../ingress/answers.ts';
import { defineRouteKind } from '../route-kind.ts';
import { toRoute } from './adapter.ts';

export const ingressRoute = defineRouteKind(kind, {
  toRoute,
  faults: () => [],
  status,
  typicalAnswers: failure => [{ controller: presetOf('traefik').title, status: status(failure, 'traefik') }],
  crossesNamespaces: false,
});
