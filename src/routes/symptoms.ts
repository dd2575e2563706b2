import type { RouteKind } from '../kube/kinds.ts';
import type { Preset } from './controllers/preset.ts';
import type { Failure, Symptom, When } from './failure.ts';
import { routeKind } from './route-kinds.ts';

/** What the client sees, a row for each controller in the given order; of typical controllers where none is given. */
export function symptoms(
  failure: Failure,
  when: When,
  controllers: readonly Preset[],
  kind: RouteKind,
): readonly Symptom[] {
  switch (failure) {
    case 'idle':
    case 'drain-blocked':
      return [];
    case 'rejected':
      return [{ controller: 'Kubernetes', status: 'refused by the API server', when }];
    case 'overloaded':
      // The load and the timeouts decide which requests fail, and how.
      return [{ controller: 'any controller', status: 'slow answers or 504 under load', when }];
    case 'unreachable': {
      const titles =
        controllers.length > 0 ? controllers.map(({ title }) => title) : ['the ingress controller'];
      return titles.map(controller => ({ controller, status: 'no answer', when }));
    }
    default: {
      const { status, typicalAnswers } = routeKind(kind);
      if (controllers.length === 0) return typicalAnswers(failure).map(answer => ({ ...answer, when }));
      return controllers.map(({ id, title }) => ({ controller: title, status: status(failure, id), when }));
    }
  }
}
