import type { JsonObject } from '../../src/kube/json.ts';
import { formatRef, type Obj } from '../../src/kube/object.ts';
import { type Pointer, parsePointer, pointer } from '../../src/kube/pointer.ts';

/** A step of a pointer. `name` is what the item of a list is known by; null where it has no name of its own. */
interface Step {
  readonly token: string;
  readonly name: string | null;
  readonly inList: boolean;
}

/** The pointer with names for indexes, so that an inserted sidecar changes nothing. */
export function keyOf(obj: Obj, at: Pointer): string {
  return pointer(...stepsOf(obj.body, at).map(step => step.name ?? step.token));
}

/** The place in words: `ports[http].name of container "app" in Deployment shop/web`. */
export function placeOf(obj: Obj, at: Pointer): string {
  const steps = stepsOf(obj.body, at);
  const index = steps.findLastIndex((_, position) => isContainerList(steps[position - 1]?.token));
  const container = steps[index];
  if (container === undefined) return `${dotted(steps)} of ${formatRef(obj.ref)}`;
  const kind = steps[index - 1]?.token === 'containers' ? 'container' : 'init container';
  const name = `${kind} ${container.name === null ? container.token : `"${container.name}"`} in ${formatRef(obj.ref)}`;
  const rest = steps.slice(index + 1);
  return rest.length === 0 ? name : `${dotted(rest)} of ${name}`;
}

const isContainerList = (token: string | undefined) => token === 'containers' || token === 'initContainers';

function stepsOf(body: JsonObject, at: Pointer): readonly Step[] {
  let value: unknown = body;
  return parsePointer(at).map(token => {
    const inList = Array.isArray(value);
    const name = Array.isArray(value) ? itemName(value, value[Number(token)]) : null;
    value =
      typeof value === 'object' && value !== null && Object.hasOwn(value, token)
        ? Reflect.get(value, token)
        : null;
    return { token, name, inList };
  });
}

const nameFields = ['name', 'host', 'path', 'key', 'containerPort', 'port'];

/** What the first of these fields says, where it says it of that item alone. */
function itemName(list: readonly unknown[], item: unknown): string | null {
  const name = nameIn(item);
  return name !== null && list.filter(other => nameIn(other) === name).length === 1 ? name : null;
}

function nameIn(item: unknown): string | null {
  if (typeof item !== 'object' || item === null) return null;
  for (const field of nameFields) {
    const value: unknown = Object.hasOwn(item, field) ? Reflect.get(item, field) : null;
    if (typeof value === 'number' || (typeof value === 'string' && value !== '')) return String(value);
  }
  return null;
}

function dotted(steps: readonly Step[]): string {
  const text = steps.map(({ token, name, inList }) => {
    if (inList) return `[${name ?? token}]`;
    return /^[\w-]+$/.test(token) ? `.${token}` : `["${token}"]`;
  });
  return text.join('').replace(/^\./, '');
}
