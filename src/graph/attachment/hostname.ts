/**
 * Whether some host matches both hostnames: RFC 1123 names, of which a first label `*` stands for one label or more.
 * Source: the comment of `hostnames` in Gateway API's httproute_types.go.
 */
export function intersects(a: string, b: string): boolean {
  const [one, other] = [a.toLowerCase(), b.toLowerCase()];
  const [suffixA, suffixB] = [suffixOf(one), suffixOf(other)];
  if (suffixA === null && suffixB === null) return one === other;
  if (suffixA === null) return one.endsWith(suffixB ?? '') && one.length > (suffixB ?? '').length;
  if (suffixB === null) return other.endsWith(suffixA) && other.length > suffixA.length;
  return suffixA.endsWith(suffixB) || suffixB.endsWith(suffixA);
}

/** `.example.com` for `*.example.com`; null for a name without a wildcard. */
const suffixOf = (hostname: string): string | null => (hostname.startsWith('*.') ? hostname.slice(1) : null);
