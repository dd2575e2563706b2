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
  *unanswered({ spec }) {
    const targets = [...(spec?.to ? [spec.to] : []), ...(spec?.alternateBackends ?? [])];
    if (targets.length === 0 || targets.some(({ weight }) => weight !== 0)) return;
    yield { at: '/spec/to', match: `${spec?.host || '*'}${spec?.path || '/'}`, lacks: 'weight' };
  },
  status,
  typicalAnswers: failure => [
    { controller: presetOf('openshift').title, status: status(failure, 'openshift') },
  ],
  crossesNamespaces: false,
});
