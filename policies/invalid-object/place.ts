import { type PointerStep, pointerStepsOf } from '../../src/kube/named-pointer.ts';
import { formatRef, type Obj } from '../../src/kube/object.ts';
import type { Pointer } from '../../src/kube/pointer.ts';

/** The field in words: `ports[http].name of container "app" in Deployment shop/web`. */
export function placeInWords(obj: Obj, at: Pointer): string {
  const steps = pointerStepsOf(obj.body, at);
  const index = steps.findLastIndex((_, position) => isContainerList(steps[position - 1]?.token));
  const container = steps[index];
  if (container === undefined) return `${dotted(steps)} of ${formatRef(obj.ref)}`;
  const kind = steps[index - 1]?.token === 'containers' ? 'container' : 'init container';
  const name = `${kind} ${container.name === null ? container.token : `"${container.name}"`} in ${formatRef(obj.ref)}`;
  const rest = steps.slice(index + 1);
  return rest.length === 0 ? name : `${dotted(rest)} of ${name}`;
}

const isContainerList = (token: string | undefined) => token === 'containers' || token === 'initContainers';

function dotted(steps: readonly PointerStep[]): string {
  const text = steps.map(({ token, name, inList }) => {
    if (inList) return `[${name ?? token}]`;
    return /^[\w-]+$/.test(token) ? `.${token}` : `["${token}"]`;
  });
  return text.join('').replace(/^\./, '');
}
