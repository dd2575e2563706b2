import type { OpenShiftRouteBody, OpenShiftTarget } from '../../kube/kinds/openshift-route.ts';
import { join, type Pointer } from '../../kube/pointer.ts';
import type { Maybe } from '../../kube/schema.ts';
import { isParametric } from '../../kube/text.ts';
import { oneOf, type ValueFault, within } from '../../kube/value-faults.ts';

/** Source: ValidateRoute, openshift/library-go pkg/route/validation. */
export function* openshiftRouteFaults({ spec }: OpenShiftRouteBody): Iterable<ValueFault> {
  if (spec?.to != null) yield* targetFaults(spec.to, '/spec/to');
  const others = spec?.alternateBackends ?? [];
  for (const [index, target] of others.entries())
    yield* targetFaults(target, join('/spec/alternateBackends', index));
  if (others.length > 3)
    yield { at: '/spec/alternateBackends', says: `has ${others.length} backends, and 3 are the most` };
  const termination = terminationOf(spec?.tls?.termination);
  yield* oneOf('/spec/tls/termination', termination, ['edge', 'passthrough', 'reencrypt']);
  const path = spec?.path ?? '';
  if (path === '' || isParametric(path)) return;
  if (!path.startsWith('/')) yield { at: '/spec/path', says: `is "${path}", and a path begins with "/"` };
  if (termination === 'passthrough') {
    yield {
      at: '/spec/path',
      says: `is "${path}", and a router that passes TLS through sees no path: leave it out`,
    };
  }
}

/** `Edge` is defaulted to `edge` before it is validated: SetDefaults_TLSConfig, openshift/library-go pkg/route/defaulting. */
function terminationOf(written: Maybe<string>): Maybe<string> {
  const lower = written?.toLowerCase();
  return lower === 'edge' || lower === 'reencrypt' || lower === 'passthrough' ? lower : written;
}

function* targetFaults(target: OpenShiftTarget, at: Pointer): Iterable<ValueFault> {
  yield* oneOf(`${at}/kind`, target.kind, ['Service']);
  yield* within(`${at}/weight`, target.weight, 0, 256);
}
