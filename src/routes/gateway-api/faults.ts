import type { GatewayBackendRef, GatewayRouteBody } from '../../kube/kinds/gateway-api-parts.ts';
import { join, type Pointer } from '../../kube/pointer.ts';
import { portNumber, type ValueFault, within } from '../../kube/value-faults.ts';

/** HTTPRoute and GRPCRoute. Source: the rules of BackendObjectReference and BackendRef in Gateway API's own schemas. */
export function* gatewayRouteFaults({ spec }: GatewayRouteBody): Iterable<ValueFault> {
  for (const [index, rule] of (spec?.rules ?? []).entries()) {
    const at = join('/spec/rules', index);
    for (const [position, ref] of (rule.backendRefs ?? []).entries()) {
      const place = join(at, 'backendRefs', position);
      yield* backendRefFaults(ref, place);
      yield* within(`${place}/weight`, ref.weight, 0, 1_000_000);
    }
    for (const [position, filter] of (rule.filters ?? []).entries()) {
      const mirror = filter.requestMirror?.backendRef;
      if (mirror != null)
        yield* backendRefFaults(mirror, join(at, 'filters', position, 'requestMirror', 'backendRef'));
    }
  }
}

function* backendRefFaults(ref: GatewayBackendRef, at: Pointer): Iterable<ValueFault> {
  if (ref.port != null) yield* portNumber(`${at}/port`, ref.port);
  else if ((ref.kind ?? 'Service') === 'Service' && (ref.group ?? '') === '') {
    yield { at: `${at}/port`, says: 'is missing, and a backend that is a Service names its port by number' };
  }
}
