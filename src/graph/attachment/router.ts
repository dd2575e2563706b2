import type { IngressControllerBody } from '../../kube/kinds/ingress-controller.ts';
import { labelsOf } from '../../kube/metadata.ts';
import { isReadable, type ReadableObj } from '../../kube/object.ts';
import { matchesSelector, partlyKnown, written } from '../../kube/selector.ts';
import { and, or, type Truth } from '../../kube/truth.ts';
import type { Route } from '../../routes/route.ts';
import { collections } from '../index/collections.ts';
import { namespaceLabels } from '../index/namespaces.ts';
import type { Query } from '../index/query.ts';
import { refs } from '../index/refs.ts';
import { type Attachment, attached, undecided } from './result.ts';

const usualRouter = refs.router('default');

/**
 * Whether a router of OpenShift serves the Route. Every IngressController is a router, with a shard of the Routes where
 * it has selectors. A cluster always has one named `default`; until it is seen, it serves every Route.
 */
export function routerAttachment(route: Route, query: Query): Attachment {
  const routers = query.lookup(collections.routers);
  const usual = query.get(usualRouter);
  const result = () => {
    if (usual.is !== 'found') return attached;
    const served = routers.reduce<Truth>(
      (some, router) => or(some, isReadable(router) ? serves(router, route, query) : 'unknown'),
      'no',
    );
    if (served === 'yes') return attached;
    if (served === 'unknown') return undecided('open-namespace');
    const complete = query.scope.unseen(usualRouter.group, usualRouter.kind, usualRouter.namespace) === null;
    return {
      is: 'detached',
      certainty: complete ? 'proven' : 'likely',
      reason: { is: 'no-router', routers: routers.map(({ ref }) => ref.name) },
      faults: [
        { obj: route.obj, at: '/metadata/labels' },
        ...routers.map(obj => ({ obj, at: '/spec' as const })),
      ],
      absent: null,
    } as const;
  };
  return { at: '/metadata/labels', parent: null, listener: '', result: result() };
}

function serves({ body }: ReadableObj<IngressControllerBody>, { obj }: Route, query: Query): Truth {
  const { namespace } = obj.ref;
  const labels = namespace === null ? null : namespaceLabels(namespace, query);
  return and(
    matchesSelector(body.spec?.routeSelector ?? {}, written(labelsOf(obj))),
    matchesSelector(body.spec?.namespaceSelector ?? {}, labels === null ? partlyKnown({}) : written(labels)),
  );
}
