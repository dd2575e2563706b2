import { type KnownKind, kindOf } from '../../src/kube/kinds.ts';
import { namedPointerOf } from '../../src/kube/named-pointer.ts';
import { formatRef, type Obj, versionOf } from '../../src/kube/object.ts';
import type { Body, LabelSelector, Maybe } from '../../src/kube/types.ts';
import { isWorkload } from '../../src/kube/workload.ts';
import { defineRule, evidence, type Found } from '../../src/rule.ts';
import type { Fault } from './fault.ts';
import { ingressFaults } from './ingress.ts';
import { labelFaults, selectorFaults } from './labels.ts';
import { malformedFaults } from './malformed.ts';
import { nameFaults } from './name.ts';
import { policyFaults } from './network-policy.ts';
import { placeInWords } from './place.ts';
import { gatewayRouteFaults, openshiftRouteFaults } from './route.ts';
import { serviceFaults } from './service.ts';
import { goneFault, kindAsWritten, slipFault } from './version.ts';
import { workloadFaults } from './workload.ts';

interface Data {
  readonly subject: string;
  readonly says: string;
}

export default defineRule({
  id: 'invalid-object',
  summary: 'an object that the API server refuses',
  subject: 'object',
  params: {},

  *check({ obj }, query): Iterable<Found<Data>> {
    const known = kindOf(obj.apiVersion, kindAsWritten(obj));
    if (known === null) return;
    for (const fault of faultsOf(obj, known, query.settings.kubeVersion)) yield found(obj, fault);
  },

  say: data => `${data.subject} ${data.says}`,
});

function found(obj: Obj, fault: Fault): Found<Data> {
  const key = namedPointerOf(obj.body, fault.at);
  const { repair } = fault;
  return {
    at: { obj, at: fault.at },
    key,
    data: {
      subject: fault.of === 'object' ? formatRef(obj.ref) : placeInWords(obj, fault.at),
      says: fault.says,
    },
    failure: 'rejected',
    when: 'always',
    certainty: fault.certainty ?? 'proven',
    cap: fault.cap,
    selfContained: true,
    broken: 'container',
    evidence: [evidence('fault', obj, fault.at)],
    fix: repair === undefined ? undefined : { ...repair, on: obj.ref, creates: [] },
  };
}

function* faultsOf(obj: Obj, known: KnownKind, oldest: number | null): Iterable<Fault> {
  yield* malformedFaults(obj);
  const gone = goneFault(obj, known, oldest);
  if (gone !== null) yield gone;
  yield* slipFault(obj, known);
  // What another version refuses is that version's business.
  if (obj.opaque !== null || known.removedIn !== null || known.typo === 'apiVersion') return;
  if (!known.kind.versions.includes(versionOf(obj.apiVersion))) return;
  yield* nameFaults(obj);
  yield* labelFaults(obj);
  yield* valueFaults(obj);
}

type BodyOf<F extends (body: never) => unknown> = Parameters<F>[0];

function valueFaults(obj: Obj): Iterable<Fault> {
  // The door has seen that the body has the shape of its kind.
  const body: unknown = obj.body;
  if (isWorkload(obj)) return workloadFaults(obj);
  switch (obj.ref.kind) {
    case 'Service':
      return serviceFaults(body as BodyOf<typeof serviceFaults>);
    case 'Ingress':
      return ingressFaults(body as BodyOf<typeof ingressFaults>);
    case 'HTTPRoute':
    case 'GRPCRoute':
      return gatewayRouteFaults(body as BodyOf<typeof gatewayRouteFaults>);
    case 'Route':
      return openshiftRouteFaults(body as BodyOf<typeof openshiftRouteFaults>);
    case 'NetworkPolicy':
      return policyFaults(body as BodyOf<typeof policyFaults>);
    case 'PodDisruptionBudget':
      return selectorFaults('/spec/selector', (body as WithSelector).spec?.selector);
    default:
      return [];
  }
}

interface WithSelector extends Body {
  readonly spec?: Maybe<{ readonly selector?: Maybe<LabelSelector> }>;
}
