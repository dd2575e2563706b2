import { type ApplyOrder, inApplyOrder } from '../../cli/review/apply-order.ts';
import type { Json } from '../../src/kube/json.ts';
import { object } from '../support/check.ts';

/** The namespaces of this case, by the namespaces of the model. */
export type Places = Readonly<Record<string, string>>;

/** The object in another namespace, with all its references to namespaces. */
export function placed(value: Json, places: Places): Json {
  if (Array.isArray(value)) return value.map(item => placed(item, places));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      isNamespaceKey(key) && typeof inner === 'string' ? (places[inner] ?? inner) : placed(inner, places),
    ]),
  );
}

const isNamespaceKey = (key: string) => key === 'namespace' || key === 'meta.helm.sh/release-namespace';

/** The documents in the order in which a tool writes them. */
export const ordered = (values: readonly Json[], order: ApplyOrder): readonly Json[] =>
  inApplyOrder(values.map(object), order).map(({ body }) => body as Json);

/** `Deployment web`. */
export function nameIn(value: Json): string {
  const { kind, metadata } = value as { readonly kind: string; readonly metadata: { readonly name: string } };
  return `${kind} ${metadata.name}`;
}

/** The rules for which a write was refused, each once, in the order of the text. */
export function refusedBy(stderr: string): string[] {
  if (!/admission webhook "validate\.ingress-policy\.io" denied the request/.test(stderr)) return [];
  return [
    ...new Set([...stderr.matchAll(/ \[([a-z-]+)\](?: \(\d+ of \d+\))?$/gm)].map(([, rule]) => rule ?? '')),
  ];
}
