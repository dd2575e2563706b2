import { networkPolicy } from '../../src/kube/kinds/network-policy.ts';
import { podDisruptionBudget } from '../../src/kube/kinds/pod-disruption-budget.ts';
import { service } from '../../src/kube/kinds/service.ts';
import { isOf, type KnownKind, kindOf } from '../../src/kube/kinds.ts';
import { namedPointerOf } from '../../src/kube/named-pointer.ts';
import { formatRef, type Obj, type ReadableObj, versionOf } from '../../src/kube/object.ts';
import type { ValueFault } from '../../src/kube/value-faults.ts';
import { isWorkload } from '../../src/kube/workload.ts';
import { routeFaults } from '../../src/routes/route-kinds.ts';
import { defineRule, evidence, type Found } from '../../src/rule.ts';
import { labelFaults, selectorFaults } from './labels.ts';
import { malformedFaults } from './malformed.ts';
import { misspeltFaults } from './misspelt.ts';
import { nameFaults } from './name.ts';
import { policyFaults } from './network-policy.ts';
import { placeInWords } from './place.ts';
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
  chainBreak: null,
  params: {},

  *check({ obj }, query): Iterable<Found<Data>> {
    const known = kindOf(obj.apiVersion, kindAsWritten(obj));
    if (known === null) return;
    for (const fault of faultsOf(obj, known, query.settings.kubeVersion)) yield found(obj, fault);
  },

  say: data => `${data.subject} ${data.says}`,
});

function found(obj: Obj, fault: ValueFault): Found<Data> {
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
    ...(fault.dependsOnServer === true ? { certainty: 'likely', limit: 'warn' } : { certainty: 'proven' }),
    selfContained: true,
    broken: 'container',
    evidence: [evidence('fault', obj, fault.at)],
    fix: repair === undefined ? undefined : { ...repair, on: obj.ref, creates: [] },
  };
}

function* faultsOf(obj: Obj, known: KnownKind, oldest: number | null): Iterable<ValueFault> {
  yield* malformedFaults(obj);
  const gone = goneFault(obj, known, oldest);
  if (gone !== null) yield gone;
  yield* slipFault(obj, known);
  // These checks are for the versions of the table only.
  if (known.removedIn !== null || known.typo === 'apiVersion') return;
  if (!known.kind.versions.includes(versionOf(obj.apiVersion))) return;
  yield* misspeltFaults(obj, known.kind);
  if (obj.opaque !== null) return;
  yield* nameFaults(obj);
  yield* labelFaults(obj);
  yield* valueFaults(obj);
}

/** Values that the API server refuses, in an object whose shape the decoder has checked. */
function valueFaults(obj: ReadableObj): Iterable<ValueFault> {
  if (isWorkload(obj)) return workloadFaults(obj);
  if (isOf(service, obj)) return serviceFaults(obj.body);
  if (isOf(networkPolicy, obj)) return policyFaults(obj.body);
  if (isOf(podDisruptionBudget, obj)) return selectorFaults('/spec/selector', obj.body.spec?.selector);
  return routeFaults(obj);
}
