import { own } from '../../src/kube/json.ts';
import type { Kind, KnownKind } from '../../src/kube/kinds.ts';
import type { Obj } from '../../src/kube/object.ts';
import { replace, type ValueFault } from '../../src/kube/value-faults.ts';

/**
 * The fault of an API version that no supported server has. Null where the config's oldest cluster still has it.
 * Source: kubernetes.io/docs/reference/using-api/deprecation-guide.
 */
export function goneFault(
  obj: Obj,
  { kind, removedIn: gone }: KnownKind,
  oldest: number | null,
): ValueFault | null {
  // An API server serves the objects that it sends.
  if (gone === null || obj.origin.from !== 'file' || (oldest !== null && oldest < Number(gone.split('.')[1])))
    return null;
  const fits = preferred(kind);
  return {
    at: '/apiVersion',
    of: 'object',
    says: `has apiVersion "${obj.apiVersion}", which Kubernetes ${gone} removed: "${fits}" fits`,
    repair: sameShape.has(`${obj.apiVersion}/${kind.kind}`)
      ? replace('/apiVersion', obj.apiVersion, fits)
      : undefined,
  };
}

const preferred = ({ group, versions }: Kind) => [group, versions[0]].filter(part => part !== '').join('/');

/** An object from a cluster has no typo: a Kubernetes that is newer than the table of kinds serves it. */
export function* slipFault(obj: Obj, { kind, typo }: KnownKind): Iterable<ValueFault> {
  if (obj.origin.from !== 'file' || typo === null) return;
  if (typo === 'kind') {
    const written = kindAsWritten(obj);
    yield {
      at: '/kind',
      of: 'object',
      says: `has kind "${written}", which ${obj.apiVersion} does not serve: "${kind.kind}" fits`,
      repair: replace('/kind', written, kind.kind, 'suggestion'),
    };
    return;
  }
  const fits = preferred(kind);
  yield {
    at: '/apiVersion',
    of: 'object',
    says: `has apiVersion "${obj.apiVersion}", which does not serve the kind ${kind.kind}: "${fits}" fits`,
    repair: replace('/apiVersion', obj.apiVersion, fits, 'suggestion'),
  };
}

export function kindAsWritten(obj: Obj): string {
  const written = own(obj.body, 'kind');
  return typeof written === 'string' ? written : obj.ref.kind;
}

/** The versions whose objects have the same fields and defaults in the served version. */
const sameShape = new Set([
  'batch/v1beta1/CronJob',
  'extensions/v1beta1/NetworkPolicy',
  'autoscaling/v2beta2/HorizontalPodAutoscaler',
]);
