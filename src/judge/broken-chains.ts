import type { ChainKey } from '../graph/chain/coverage.ts';
import { refKey } from '../kube/object.ts';
import { type Finding, severityOf } from '../rule.ts';

/**
 * Whether an error breaks a chain. A finding shows one chain and names further routes: it breaks the backend that it shows,
 * and each chain of its routes through the same port of the Service, or through any port where it is about all of them.
 */
export function brokenChains(findings: readonly Finding[]): (chain: ChainKey) => boolean {
  const broken = new Set<string>();
  for (const finding of findings) {
    if (finding.chainBreak === null || severityOf(finding) !== 'error') continue;
    if (finding.chainBreak.stage === 'attachment') {
      for (const route of finding.routes) broken.add(refKey(route));
      continue;
    }
    const [first, ...links] = finding.chain.links;
    if (first !== undefined) broken.add(`${refKey(first.ref)} ${first.at}`);
    for (const { ref, at } of links.filter(link => link.ref.kind === 'Service'))
      for (const route of finding.routes) broken.add(`${refKey(route)} ${refKey(ref)} ${at}`);
  }
  return ({ route, backendAt, service, portsAt }) =>
    broken.has(refKey(route)) ||
    broken.has(`${refKey(route)} ${backendAt}`) ||
    ['/spec/selector', ...portsAt].some(at => broken.has(`${refKey(route)} ${refKey(service)} ${at}`));
}
