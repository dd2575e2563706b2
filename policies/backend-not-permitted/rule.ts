import { grantFor } from '../../src/graph/chain/reference-grants.ts';
import { serviceOf } from '../../src/graph/chain/routing.ts';
import { refs } from '../../src/graph/index/refs.ts';
import type { Json } from '../../src/kube/json.ts';
import { formatRef, type Ref } from '../../src/kube/object.ts';
import { isIdle, isShare } from '../../src/routes/route.ts';
import { absence, defineRule, evidence, type Found } from '../../src/rule.ts';

interface Data {
  readonly kind: string;
  readonly route: string;
  readonly service: string;
  readonly from: string;
  readonly namespace: string;
}

export default defineRule({
  id: 'backend-not-permitted',
  summary: 'a route names a Service of another namespace without a ReferenceGrant',
  subject: 'backend',
  chainBreak: { stage: 'permission', recipe: null },
  params: {},

  *check({ route, backend }, query): Iterable<Found<Data>> {
    if (route.served.by !== 'gateways' || backend.target.is !== 'service') return;
    const { namespace, name } = backend.target;
    const from = route.obj.ref;
    if (namespace === null || from.namespace === null || namespace === from.namespace) return;
    if (serviceOf(backend, query).is === 'missing') return;
    if (grantFor(from, { namespace, name }, query).is !== 'missing') return;
    const service = refs.service(namespace, name);
    yield {
      at: { obj: route.obj, at: backend.at },
      key: `${namespace}/${name}`,
      cause: `${from.kind}:${from.namespace}:${namespace}/${name}`,
      data: {
        kind: from.kind,
        route: formatRef(from),
        service: formatRef(service),
        from: from.namespace,
        namespace,
      },
      failure: 'not-permitted',
      when: isShare(backend) ? 'for a share of requests' : 'always',
      certainty: 'proven',
      end: 'open',
      limit: isIdle(backend) ? 'audit' : undefined,
      broken: 'service',
      evidence: [
        evidence('fault', route.obj, backend.at),
        absence(
          from,
          `ReferenceGrant in ${namespace} from ${from.kind} of ${from.namespace} to Service ${name}`,
        ),
      ],
      fix: {
        safety: 'suggestion',
        title: `Grant it in namespace "${namespace}", if its owner agrees`,
        on: from,
        operations: [],
        creates: [grant(from, service)],
      },
    };
  },

  say(data) {
    return `${data.route} names ${data.service}, and no ReferenceGrant in namespace "${data.namespace}" lets ${data.kind}s of namespace "${data.from}" do so`;
  },
});

function grant(from: Ref, service: Ref): Json {
  return {
    apiVersion: 'gateway.networking.k8s.io/v1beta1',
    kind: 'ReferenceGrant',
    metadata: {
      name: `${from.kind.toLowerCase()}s-of-${from.namespace}-to-${service.name}`,
      namespace: service.namespace,
    },
    spec: {
      from: [{ group: from.group, kind: from.kind, namespace: from.namespace }],
      to: [{ group: '', kind: 'Service', name: service.name }],
    },
  };
}
