import type { KnownKind } from '../../src/kube/kinds.ts';
import type { Obj } from '../../src/kube/object.ts';
import { type Fault, replace } from './fault.ts';

/**
 * An API version that no supported server has. Null where the oldest cluster that the policy names still has it.
 * Source: kubernetes.io/docs/reference/using-api/deprecation-guide.
 */
export function goneFault(obj: Obj, { kind, gone }: KnownKind, oldest: number | null): Fault | null {
  if (gone === null || (oldest !== null && oldest < Number(gone.split('.')[1]))) return null;
  const fits = [kind.group, kind.versions[0]].filter(part => part !== '').join('/');
  return {
    at: '/apiVersion',
    of: 'object',
    says: `has apiVersion "${obj.apiVersion}", which Kubernetes ${gone} removed: "${fits}" fits`,
    repair: sameShape.has(`${obj.apiVersion}/${kind.kind}`)
      ? replace('/apiVersion', obj.apiVersion, fits)
      : undefined,
  };
}

/** The versions whose objects mean the same in the one that fits, with not a field nor a default changed. */
const sameShape = new Set([
  'batch/v1beta1/CronJob',
  'extensions/v1beta1/NetworkPolicy',
  'autoscaling/v2beta2/HorizontalPodAutoscaler',
]);
