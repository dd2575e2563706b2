import { attachmentsOf } from '../../src/graph/attachment/attachment.ts';
import type { Attachment, Detached } from '../../src/graph/attachment/result.ts';
import { refs } from '../../src/graph/index/refs.ts';
import { formatRef, type Obj, type Ref } from '../../src/kube/object.ts';
import { join, type Pointer, valueAt } from '../../src/kube/pointer.ts';
import type { Failure } from '../../src/routes/failure.ts';
import type { Route } from '../../src/routes/route.ts';
import {
  absence,
  type BreakPoint,
  defineRule,
  type End,
  type Evidence,
  evidence,
  type Fix,
  type Found,
} from '../../src/rule.ts';
import { type Data, say } from './say.ts';

export default defineRule({
  id: 'route-not-attached',
  summary: 'no Gateway, class or router takes a route',
  subject: 'attachment',
  chainBreak: {
    stage: 'attachment',
    recipe: 'add the listener under its new name, move the routes to it, and then remove the old one',
  },
  params: {},

  *check({ route, attachment }, query): Iterable<Found<Data>> {
    const { result } = attachment;
    if (result.is !== 'detached') return;
    const others = attachmentsOf(route, query).filter(other => other !== attachment);
    // Requests may still arrive through another parent, unless no other parent takes the route, either.
    const elsewhere = others.find(other => other.result.is !== 'detached');
    yield {
      at: locationOf(route, attachment, result),
      key: keyOf(attachment, result),
      cause: causeOf(attachment, result),
      data: {
        route: formatRef(route.obj.ref),
        parent: attachment.parent === null ? '' : formatRef(attachment.parent),
        namespace: route.obj.ref.namespace,
        kind: route.kind,
        reason: result.reason,
        elsewhere:
          elsewhere?.result.is === 'attached' && elsewhere.parent !== null
            ? formatRef(elsewhere.parent)
            : null,
      },
      failure: failureOf(result),
      when: 'always',
      certainty: result.certainty,
      end: endOf(result),
      limit: elsewhere !== undefined || isOnlyLikely(result) ? 'warn' : undefined,
      leavesChain: elsewhere !== undefined,
      broken: breakOf(result),
      evidence: evidenceOf(route, result),
      fix: fixOf(route, attachment, result),
    };
  },

  say,
});

/** The field to edit: that of the route, or the class of a Gateway, which every route of the Gateway needs. */
function locationOf({ obj }: Route, { at }: Attachment, { reason }: Detached) {
  switch (reason.is) {
    case 'class-missing':
      return { obj: reason.gateway, at: '/spec/gatewayClassName' as const };
    case 'hostname':
      return { obj, at: '/spec/hostnames' as const };
    case 'no-listener':
      return {
        obj,
        at: join(at, reason.sectionName === null || reason.port !== null ? 'port' : 'sectionName'),
      };
    case 'parent-missing':
      return { obj, at: join(at, 'name') };
    default:
      return { obj, at };
  }
}

/** Parent and listener by their names, and why: never an index. */
function keyOf({ parent, listener }: Attachment, { reason }: Detached): string {
  if (reason.is === 'class-missing') return reason.name;
  return `${parent === null ? reason.is : nameOf(parent)}${listener === '' ? '' : ` ${listener}`}`;
}

/** One missing Gateway or class breaks all routes that name it. */
function causeOf({ parent }: Attachment, { reason }: Detached): string | undefined {
  switch (reason.is) {
    case 'parent-missing':
    case 'ingress-class-missing':
      return parent === null ? undefined : `${parent.kind} ${nameOf(parent)}`;
    case 'class-missing':
      return `GatewayClass ${reason.name} of ${nameOf(reason.gateway.ref)}`;
    default:
      return undefined;
  }
}

const nameOf = ({ namespace, name }: Ref) => `${namespace ?? ''}/${name}`;

const failureOf = ({ reason }: Detached): Failure =>
  reason.is === 'class-missing' ? 'unreachable' : 'not-attached';

/** A missing object may still come; a near miss is the intended one. */
function endOf({ reason }: Detached): End {
  switch (reason.is) {
    case 'parent-missing':
    case 'class-missing':
    case 'ingress-class-missing':
      return reason.near === null ? 'open' : 'near-typo';
    case 'no-default-class':
    case 'no-router':
      return 'open';
    default:
      return 'closed';
  }
}

/**
 * A Gateway or a class that an input does not show may be in the cluster, and so may a controller that serves an Ingress
 * without one. The typo of a Gateway leaves little doubt.
 */
const isOnlyLikely = ({ certainty, reason }: Detached) =>
  reason.is === 'no-parent' ||
  (certainty === 'likely' && (reason.is !== 'parent-missing' || reason.near === null));

function breakOf({ reason }: Detached): BreakPoint {
  return reason.is === 'parent-missing' || reason.is === 'ingress-class-missing' ? 'parent' : 'route';
}

function evidenceOf({ obj }: Route, { faults, absent }: Detached): readonly Evidence[] {
  return [
    ...faults.map(({ obj: of, at }) => evidence('fault', of, at)),
    ...(absent === null ? [] : [absence(obj.ref, absent)]),
  ];
}

function fixOf(route: Route, { at, parent }: Attachment, { reason }: Detached): Fix | undefined {
  switch (reason.is) {
    case 'parent-missing':
      return rename(route.obj, join(at, 'name'), reason.near, `Name ${parent?.kind}`);
    case 'ingress-class-missing':
      return rename(route.obj, at, reason.near, 'Name IngressClass');
    case 'class-missing':
      return rename(reason.gateway, '/spec/gatewayClassName', reason.near, 'Name GatewayClass');
    case 'no-listener':
      return rename(route.obj, join(at, 'sectionName'), reason.near, 'Name listener');
    case 'no-default-class': {
      const [only, ...more] = reason.classes;
      if (only === undefined || more.length > 0) return undefined;
      return {
        safety: 'suggestion',
        title: `Name ${formatRef(refs.ingressClass(only))}`,
        on: route.obj.ref,
        operations: [{ op: 'add', path: '/spec/ingressClassName', value: only }],
        creates: [],
      };
    }
    default:
      return undefined;
  }
}

function rename(obj: Obj, path: Pointer, near: string | null, title: string): Fix | undefined {
  const value = valueAt(obj.body, path);
  if (near === null || value === undefined) return undefined;
  return {
    safety: 'suggestion',
    title: `${title} "${near}"`,
    on: obj.ref,
    operations: [
      { op: 'test', path, value },
      { op: 'replace', path, value: near },
    ],
    creates: [],
  };
}
