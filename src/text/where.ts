import { pointerStepsOf } from '../kube/named-pointer.ts';
import type { Pointer } from '../kube/pointer.ts';

/**
 * A field path as the API server writes it, with names instead of indexes: `spec.template.spec.containers[web].lifecycle`,
 * `spec.ports[port=80].targetPort`, `metadata.annotations[ingress-policy.io/exempt]`. A bare number is an index.
 */
export function formatPlace(root: unknown, at: Pointer): string {
  let text = '';
  for (const { token, name, field, inList } of pointerStepsOf(root, at)) {
    const key = field === null || field === 'name' ? '' : `${field}=`;
    if (inList || !/^[A-Za-z_][A-Za-z0-9_]*$/.test(token)) text += `[${key}${name ?? token}]`;
    else text += text === '' ? token : `.${token}`;
  }
  return text;
}
