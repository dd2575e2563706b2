import { kinds } from '../../src/kube/kinds.ts';
import type { Ref } from '../../src/kube/object.ts';

/** A route's name on the command line: `shop`, `ingress/shop`, `team-a/shop`. */
export interface RouteName {
  readonly kind: string | null;
  readonly namespace: string | null;
  readonly name: string;
}

const words = new Map(
  kinds
    .filter(({ role }) => role === 'route')
    .flatMap(({ kind, plural }) => [kind.toLowerCase(), plural].map(word => [word, kind] as const)),
).set('ing', 'Ingress');

/** The part before a slash is a kind if a kind has that name, as for kubectl; else a namespace. */
export function routeNameIn(text: string): RouteName {
  const slash = text.indexOf('/');
  if (slash === -1) return { kind: null, namespace: null, name: text };
  const [head, name] = [text.slice(0, slash), text.slice(slash + 1)];
  const kind = words.get(head.toLowerCase()) ?? null;
  return { kind, namespace: kind === null ? head : null, name };
}

export const isNamed = (ref: Ref, { kind, namespace, name }: RouteName) =>
  ref.name === name &&
  (kind === null || ref.kind === kind) &&
  (namespace === null || ref.namespace === namespace);
