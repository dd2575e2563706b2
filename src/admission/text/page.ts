/** Where the page of a rule is found. No site has them yet; the command prints them everywhere. */
export function pageOf(rule: string): string {
  return `ingress-policy explain ${rule}`;
}
