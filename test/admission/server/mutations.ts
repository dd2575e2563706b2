/** mulberry32: the same numbers for the same seed, on every machine. */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

type Node = { [key: string]: unknown } | unknown[];

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null;

const pick = <T>(items: readonly T[], next: () => number): T => items[Math.floor(next() * items.length)] as T;

function nodesIn(value: unknown): readonly Node[] {
  return isNode(value) ? [value, ...Object.values(value).flatMap(nodesIn)] : [];
}

/** Sets a key as JSON.parse does, even `__proto__`. */
function set(node: Node, key: string, value: unknown): void {
  Object.defineProperty(node, key, { value, writable: true, enumerable: true, configurable: true });
}

const strange = [
  '',
  'x',
  '__proto__',
  'a/b~c',
  0,
  -1,
  1e15,
  1e21,
  true,
  null,
  [],
  [null],
  {},
  { a: [{}] },
  'é\u0000\ud800',
];

/** Changes one random node in a random way. */
export function damage(review: unknown, next: () => number): void {
  const node = pick(nodesIn(review), next);
  const keys = Object.keys(node);
  const key = keys.length === 0 ? 'a' : pick(keys, next);
  switch (Math.floor(next() * 6)) {
    case 0:
      if (Array.isArray(node)) node.splice(Number(key), 1);
      else delete node[key];
      return;
    case 1:
      // A value from another node.
      set(node, key, copied(pick([...Object.values(pick(nodesIn(review), next)), null], next)));
      return;
    case 2:
      if (Array.isArray(node)) node.push(structuredClone(node[0] ?? null));
      else
        set(
          node,
          pick(['__proto__', 'constructor', 'toString', 'spec', 'name', key], next),
          copied(pick(strange, next)),
        );
      return;
    default:
      set(node, key, structuredClone(pick(strange, next)));
  }
}

/** The same values in another order. */
function shuffled(value: unknown, next: () => number): unknown {
  if (Array.isArray(value)) return value.map(item => shuffled(item, next));
  if (!isNode(value)) return value;
  const made = {};
  const entries = Object.entries(value).map(entry => ({ entry, at: next() }));
  for (const { entry } of entries.sort((a, b) => a.at - b.at)) set(made, entry[0], shuffled(entry[1], next));
  return made;
}

const unknownKeys = [
  'x-unknown',
  '__proto__',
  'constructor',
  'prototype',
  'hasOwnProperty',
  'toString',
  'items',
  'é',
];
const unknownValues = [null, 7, 'x', {}, [1], { allowed: true }, { kind: 'Pod', subResource: 'scale' }];

/** Adds fields without meaning and shuffles all keys: the answer must stay the same. */
export function decorated(review: unknown, next: () => number): unknown {
  const made = copied(review) as { request: { [key: string]: Node } };
  const { request } = made;
  const object = request.object as { [key: string]: { [key: string]: Node } };
  const metadata = object.metadata ?? {};
  for (let times = 1 + next() * 4; times > 0; times--) {
    const key = pick(unknownKeys, next);
    const value = structuredClone(pick(unknownValues, next));
    const envelope = [made, request, request.kind, request.userInfo, request.options, request.resource];
    switch (Math.floor(next() * 5)) {
      case 0: {
        const place = pick(envelope, next);
        if (isNode(place)) set(place, key, value);
        break;
      }
      case 1:
        set(object, key === 'items' ? 'data' : key, value);
        break;
      case 2:
        set(object.spec ?? object, key, value);
        break;
      default: {
        const field = pick(['labels', 'annotations'], next);
        if (!isNode(metadata[field])) set(metadata, field, {});
        set(metadata[field] as Node, key, 'x');
      }
    }
  }
  return shuffled(made, next);
}

/** structuredClone drops a key named `__proto__`. */
export const copied = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
