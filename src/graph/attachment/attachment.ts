import type { Route } from '../../routes/route.ts';
import { perQuery } from '../index/memo.ts';
import type { Query } from '../index/query.ts';
import { gatewayAttachment } from './gateway.ts';
import { classAttachment } from './ingress-class.ts';
import { type Attachment, type AttachmentResult, undecided } from './result.ts';
import { routerAttachment } from './router.ts';

/** One entry for each parent that the route names; for none, one entry without a parent. Empty for a route of a mesh. */
export function attachmentsOf(route: Route, query: Query): readonly Attachment[] {
  return known(query, route, () => findAttachments(route, query));
}

const known = perQuery<Route, readonly Attachment[]>();

/** Whether no parent takes the route, so that no chain of the route leads anywhere. */
export function isDetached(route: Route, query: Query): boolean {
  const attachments = attachmentsOf(route, query);
  return attachments.length > 0 && attachments.every(({ result }) => result.is === 'detached');
}

function findAttachments(route: Route, query: Query): readonly Attachment[] {
  const { served } = route;
  switch (served.by) {
    case 'gateways':
      if (served.parents.length === 0)
        return [{ at: '/spec', parent: null, listener: '', result: withoutParent(route, served.others) }];
      return served.parents.map(parent => ({
        at: parent.at,
        parent: parent.ref,
        listener: [
          parent.sectionName === null ? '' : `listener ${parent.sectionName}`,
          parent.port === null ? '' : `port ${parent.port}`,
        ]
          .filter(text => text !== '')
          .join(' '),
        result: gatewayAttachment(route, parent, query),
      }));
    case 'class':
      return [classAttachment(route, served, query)];
    case 'controller':
      return route.kind === 'Route' ? [routerAttachment(route, query)] : [];
    case 'mesh':
      return [];
    default:
      return served satisfies never;
  }
}

function withoutParent({ obj }: Route, others: boolean): AttachmentResult {
  if (others) return undecided('foreign-backend');
  return {
    is: 'detached',
    certainty: 'proven',
    reason: { is: 'no-parent' },
    faults: [{ obj, at: '/spec/parentRefs' }],
    absent: null,
  };
}
