import { openshiftRoute as kind } from '../../kube/kinds/openshift-route.ts';
import { presetOf } from '../controllers/candidates.ts';
// OpenShift's router gives a Route the answers of an Ingress.
import { status } from '../ingress/answers.ts';
import { defineRouteKind } from '../route-kind.ts';
import { toRoute } from './adapter.ts';
import { openshiftRouteFaults } from './faults.ts';

export const openshiftRoute = defineRouteKind(kind, {
  toRoute,
  faults: openshiftRouteFaults,
  status,
  typicalAnswers: failure => [
    { controller: presetOf('openshift').title, status: status(failure, 'openshift') },
  ],
  crossesNamespaces: false,
});
