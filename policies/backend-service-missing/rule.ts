import { isNamedLikeWorkload, namespaceWith, nearService } from '../../src/graph/chain/near-service.ts';
import { backendsTo, portsOf, serviceOf } from '../../src/graph/chain/routing.ts';
import type { Lookup } from '../../src/graph/index/lookup.ts';
import type { Query } from '../../src/graph/index/query.ts';
import { refs } from '../../src/graph/index/refs.ts';
import { formatRef } from '../../src/kube/object.ts';
import { isTypo } from '../../src/kube/typo.ts';
import { type Backend, isIdle, isShare, type Route } from '../../src/routes/route.ts';
import {
  absence,
  type Certainty,
  defineRule,
  type End,
  evidence,
  type Fix,
  type Found,
} from '../../src/rule.ts';

interface Data {
  readonly route: string;
  readonly service: string;
  readonly namespace: string | null;
  /** The requests of the backend, in words. */
  readonly requests: string;
  readonly near: string | null;
  /** Another namespace with a Service of that name. */
  readonly elsewhere: string | null;
  /** Whether nothing in the input tells of the Service: it may be applied from elsewhere. */
  readonly isUnheard: boolean;
}

export default defineRule({
  id: 'backend-service-missing',
  summary: 'a route names a Service that is not there',
  subject: 'backend',
  chainBreak: { stage: 'service', recipe: null },
  params: {},

  *check({ route, backend }, query): Iterable<Found<Data>> {
    if (backend.target.is !== 'service') return;
    const service = serviceOf(backend, query);
    if (service.is === 'found') return;
    const { name, namespace } = backend.target;
    const near = nearService(namespace, name, query);
    const elsewhere = near === null ? namespaceWith(name, namespace, query) : null;
    const certainty = certaintyOf(service, near, elsewhere);
    if (certainty === null) return;
    yield {
      at: { obj: route.obj, at: backend.nameAt },
      key: name,
      // Several routes may name the missing Service: it is the cause.
      cause: `${namespace ?? ''}/${name}`,
      data: {
        route: formatRef(route.obj.ref),
        service: name,
        namespace,
        requests: requestsTo(backend),
        near,
        elsewhere,
        isUnheard: near === null && elsewhere === null && isUnheard(name, namespace, query),
      },
      failure: 'service-missing',
      when: isShare(backend) ? 'for a share of requests' : 'always',
      certainty,
      end: near === null ? 'open' : endAt(backend, near, query),
      limit: limitOf(route, backend),
      broken: 'service',
      evidence: [
        evidence('fault', route.obj, backend.nameAt),
        absence(route.obj.ref, `Service ${namespace ?? ''}/${name}`),
      ],
      // The Service of an action is in the JSON of an annotation.
      fix:
        near === null || backend.nameAt.startsWith('/metadata/')
          ? undefined
          : rename(route, backend, name, near),
    };
  },

  say(data) {
    const where = data.namespace === null ? '' : ` in namespace "${data.namespace}"`;
    const near = data.near === null ? '' : `; there is "${data.near}"`;
    const elsewhere = data.elsewhere === null ? '' : `; namespace "${data.elsewhere}" has one`;
    const open = data.isUnheard
      ? '; no file of this input has it: if it is applied elsewhere, use --open'
      : '';
    return `${data.route} sends ${data.requests} to Service "${data.service}", which does not exist${where}${near}${elsewhere}${open}`;
  },
});

/** A near miss, or a Service of that name in another namespace, outweighs unseen objects. */
function certaintyOf(
  service: Lookup<unknown>,
  near: string | null,
  elsewhere: string | null,
): Certainty | null {
  if (service.is === 'missing') return 'proven';
  if (service.is === 'unknown' && service.why === 'operator' && near !== null) return 'likely';
  const isUnseen = service.is === 'unknown' && service.why === 'open-namespace';
  return isUnseen && elsewhere !== null ? 'unknown' : null;
}

function requestsTo({ match, weight, total, mirror }: Backend): string {
  const requests = match.includes(' ') ? match : `"${match}"`;
  if (mirror) return `copies of ${requests}`;
  if (weight === 0) return `none of ${requests}`;
  if (weight >= total) return requests;
  return `${Math.max(1, Math.round((100 * weight) / total))} % of ${requests}`;
}

/** Whether a check without a cluster sees no workload with the name of the Service either. */
function isUnheard(name: string, namespace: string | null, { scope, untracked: query }: Query): boolean {
  if (scope.routesComplete || scope.incoming !== null) return false;
  return !isNamedLikeWorkload(namespace, name, query);
}

function limitOf(route: Route, backend: Backend): 'audit' | 'warn' | undefined {
  if (!isIdle(backend)) return undefined;
  return route.obj.ref.kind === 'Ingress' ? 'warn' : 'audit';
}

/**
 * Whether the nearest Service is the intended one: it has the port, no route leads to it, and its name differs by a typo
 * or by a suffix that names the kind.
 */
function endAt(backend: Backend, name: string, query: Query): End {
  if (backend.target.is !== 'service') return 'open';
  const { namespace, name: written } = backend.target;
  const service = query.get(refs.service(namespace, name));
  if (service.is !== 'found' || backendsTo(service.value, null, query).backends.length > 0) return 'open';
  if (portsOf(backend, service.value, query).is !== 'found') return 'open';
  return isTypo(written, name) ? 'near-typo' : 'near-spelling';
}

function rename(route: Route, backend: Backend, name: string, near: string): Fix {
  return {
    safety: 'suggestion',
    title: `Name Service "${near}"`,
    on: route.obj.ref,
    operations: [
      { op: 'test', path: backend.nameAt, value: name },
      { op: 'replace', path: backend.nameAt, value: near },
    ],
    creates: [],
  };
}
