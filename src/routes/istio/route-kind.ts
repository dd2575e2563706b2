import { virtualService as kind } from '../../kube/kinds/virtual-service.ts';
import { presetOf } from '../controllers/candidates.ts';
// A VirtualService whose destination does not resolve has no cluster, as an Ingress of Istio.
import { status } from '../ingress/answers.ts';
import { defineRouteKind } from '../route-kind.ts';
import { toRoute } from './adapter.ts';

export const virtualService = defineRouteKind(kind, {
  toRoute,
  faults: () => [],
  status,
  typicalAnswers: failure => [{ controller: presetOf('istio').title, status: status(failure, 'istio') }],
  crossesNamespaces: false,
});
