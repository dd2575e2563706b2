import type {
  GatewayBackendRef,
  GatewayRouteBody,
  GatewayRouteRule,
} from '../../kube/kinds/gateway-api-parts.ts';
import { join, type Pointer } from '../../kube/pointer.ts';
import type { Maybe } from '../../kube/schema.ts';
import { isParametric } from '../../kube/text.ts';
import { portNumber, replace, type ValueFault, within } from '../../kube/value-faults.ts';

/** HTTPRoute and GRPCRoute. Source: the rules of BackendObjectReference and BackendRef in Gateway API's own schemas. */
export function* gatewayRouteFaults({ kind, spec }: GatewayRouteBody): Iterable<ValueFault> {
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
    if (kind === 'HTTPRoute') yield* timeoutFaults(rule.timeouts, join(at, 'timeouts'));
  }
}

/** Sources: the pattern of Duration (GEP-2257), apis/v1/shared_types.go; the rule of HTTPRouteTimeouts, httproute_types.go. */
function* timeoutFaults(timeouts: GatewayRouteRule['timeouts'], at: Pointer): Iterable<ValueFault> {
  const { request, backendRequest } = timeouts ?? {};
  yield* durationFault(request, `${at}/request`);
  yield* durationFault(backendRequest, `${at}/backendRequest`);
  const whole = secondsOf(request);
  const each = secondsOf(backendRequest);
  // A request of 0s has no limit.
  if (whole === null || each === null || whole === 0 || each <= whole) return;
  yield {
    at: `${at}/backendRequest`,
    says: `is "${backendRequest}", which is longer than the whole request with "${request}"`,
  };
}

function durationFault(text: Maybe<string>, at: Pointer): readonly ValueFault[] {
  if (text == null || isParametric(text) || duration.test(text)) return [];
  const repair = /^[1-9]\d{0,4}$/.test(text) ? replace(at, text, `${text}s`, 'suggestion') : undefined;
  return [
    { at, says: `is "${text}", and a duration has whole numbers with h, m, s or ms, such as 60s`, repair },
  ];
}

const duration = /^([0-9]{1,5}(h|m|s|ms)){1,4}$/;

function secondsOf(text: Maybe<string>): number | null {
  if (text == null || !duration.test(text)) return null;
  const units: Readonly<Record<string, number>> = { h: 3600, m: 60, s: 1, ms: 0.001 };
  const parts = [...text.matchAll(/(\d+)(ms|h|m|s)/g)];
  return parts.reduce((sum, [, number, unit]) => sum + Number(number) * (units[unit ?? ''] ?? 0), 0);
}

function* backendRefFaults(ref: GatewayBackendRef, at: Pointer): Iterable<ValueFault> {
  if (ref.port != null) yield* portNumber(`${at}/port`, ref.port);
  else if ((ref.kind ?? 'Service') === 'Service' && (ref.group ?? '') === '') {
    yield { at: `${at}/port`, says: 'is missing, and a backend that is a Service names its port by number' };
  }
}
