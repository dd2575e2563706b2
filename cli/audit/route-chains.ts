import type { Chain } from '../../src/graph/chain/chain.ts';
import { chainsOf } from '../../src/graph/chain/route-chains.ts';
import type { Graph } from '../../src/graph/index/graph.ts';
import { type Obj, type Ref, sameRef } from '../../src/kube/object.ts';
import type { ChainShown } from '../../src/report/ways-text.ts';
import { breaksSteadily } from '../../src/routes/failure.ts';
import { isRouteKind, routeOf } from '../../src/routes/route-kinds.ts';
import { type Finding, severityOf } from '../../src/rule.ts';

/** Every chain of the routes, as far as it is known. A finding whose requests always fail breaks its chain. */
export function shownChains(
  graph: Graph,
  routes: readonly Obj[],
  findings: readonly Finding[],
): readonly ChainShown[] {
  const steady = findings.filter(finding => severityOf(finding) === 'error' && breaksSteadily(finding.when));
  return routes.flatMap(obj => {
    const route = routeOf(obj);
    if (route === null) return [];
    const own = steady.filter(finding => finding.routes.some(ref => sameRef(ref, obj.ref)));
    return chainsOf(route, graph.query()).map(trace => ({
      ...trace,
      chain:
        own.map(({ chain }) => brokenBy(chain, trace.chain, graph)).find(found => found !== null) ??
        trace.chain,
    }));
  });
}

/** The finding's chain, which starts at its first route; null where the finding is about another chain. */
function brokenBy(found: Chain, trace: Chain, graph: Graph): Chain | null {
  if (trace.broken !== null) return null;
  const [head, ...rest] = found.links;
  const [start, service] = trace.links;
  const [first] = rest;
  if (head === undefined || start === undefined || service === undefined || first === undefined) return null;
  const isSame = sameRef(first.ref, service.ref) && (first.label === '' || first.label === service.label);
  if (!isRoute(head.ref, graph) || !isSame || found.broken === null) return null;
  // A finding that only names the Service has no port; the trace has it.
  return { links: [start, service, ...rest.slice(1)], broken: found.broken };
}

const isRoute = (ref: Ref, graph: Graph) => {
  const known = graph.query().get<Obj>(ref);
  return known.is === 'found' && isRouteKind(known.value);
};
