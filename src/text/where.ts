import { pointerStepsOf } from '../kube/named-pointer.ts';
import type { Pointer } from '../kube/pointer.ts';

/**
 * A field path as the API server writes it, with names instead of indexes:
 * `spec.template.spec.containers[web].lifecycle`, `metadata.annotations[ingress-policy.io/exempt]`.
 */
export function formatPlace(root: unknown, at: Pointer): string {
  let text = '';
  for (const { token, name, inList } of pointerStepsOf(root, at)) {
    if (inList || !/^[A-Za-z_][A-Za-z0-9_]*$/.test(token)) text += `[${name ?? token}]`;
    else text += text === '' ? token : `.${token}`;
  }
  return text;
}
