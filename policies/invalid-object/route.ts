import { isParametric } from '../../src/kube/parameter.ts';
import { join, type Pointer } from '../../src/kube/pointer.ts';
import type {
  GatewayBackendRef,
  GatewayRouteBody,
  OpenShiftRouteBody,
  OpenShiftTarget,
} from '../../src/kube/route-types.ts';
import { type Fault, oneOf, portNumber, within } from './fault.ts';

/** HTTPRoute and GRPCRoute. Source: the rules of BackendObjectReference and BackendRef in Gateway API's own schemas. */
export function* gatewayRouteFaults({ spec }: GatewayRouteBody): Iterable<Fault> {
  for (const [index, rule] of (spec?.rules ?? []).entries()) {
    const at = join('/spec/rules', index);
    for (const [position, ref] of (rule.backendRefs ?? []).entries()) {
      const place = join(at, 'backendRefs', position);
      yield* backendRefFaults(ref, place);
      yield* within(`${place}/weight`, ref.weight, 0, 1_000_000);
    }
    for (const [position, filter] of (rule.filters ?? []).entries()) {
      const liveStore = filter.requestMirror?.backendRef;
      if (liveStore != null)
        yield* backendRefFaults(liveStore, join(at, 'filters', position, 'requestMirror', 'backendRef'));
    }
  }
}

function* backendRefFaults(ref: GatewayBackendRef, at: Pointer): Iterable<Fault> {
  if (ref.port != null) yield* portNumber(`${at}/port`, ref.port);
  else if ((ref.kind ?? 'Service') === 'Service' && (ref.group ?? '') === '') {
    yield { at: `${at}/port`, says: 'is missing, and a backend that is a Service names its port by number' };
  }
}

/** Source: ValidateRoute, openshift/library-go pkg/route/validation. */
export function* openshiftRouteFaults({ spec }: OpenShiftRouteBody): Iterable<Fault> {
  if (spec?.to != null) yield* targetFaults(spec.to, '/spec/to');
  const others = spec?.alternateBackends ?? [];
  for (const [index, target] of others.entries())
    yield* targetFaults(target, join('/spec/alternateBackends', index));
  if (others.length > 3)
    yield { at: '/spec/alternateBackends', says: `has ${others.length} backends, and 3 are the most` };
  yield* oneOf('/spec/tls/termination', spec?.tls?.termination, ['edge', 'passthrough', 'reencrypt']);
  const path = spec?.path ?? '';
  if (path === '' || isParametric(path)) return;
  if (!path.startsWith('/')) yield { at: '/spec/path', says: `is "${path}", and a path begins with "/"` };
  if (spec?.tls?.termination === 'passthrough') {
    yield {
      at: '/spec/path',
      says: `is "${path}", and a router that passes TLS through sees no path: leave it out`,
    };
  }
}

function* targetFaults(target: OpenShiftTarget, at: Pointer): Iterable<Fault> {
  yield* oneOf(`${at}/kind`, target.kind, ['Service']);
  yield* within(`${at}/weight`, target.weight, 0, 256);
}
