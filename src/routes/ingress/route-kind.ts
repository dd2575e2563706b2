import { ingress as kind } from '../../kube/kinds/ingress.ts';
import { defineRouteKind } from '../route-kind.ts';
import { toRoute } from './adapter.ts';
import { status, typicalAnswers } from './answers.ts';
import { ingressFaults } from './faults.ts';

export const ingress = defineRouteKind(kind, {
  toRoute,
  faults: ingressFaults,
  status,
  typicalAnswers,
  crossesNamespaces: false,
});
