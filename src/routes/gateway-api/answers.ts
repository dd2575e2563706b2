import { isInvalidBackend } from '../controllers/answers.ts';
import { presetOf } from '../controllers/candidates.ts';
import type { ControllerId } from '../controllers/ids.ts';
import type { AnsweredFailure } from '../failure.ts';
import type { Answer } from '../route-kind.ts';

/** Gateway API demands 500 of every controller for an invalid backend: HTTPRouteRule.backendRefs. */
const invalid = '500';

export function httpStatus(failure: AnsweredFailure, controller: ControllerId): string {
  const { gateway, proxy } = presetOf(controller).answers;
  return isInvalidBackend(failure) ? (gateway?.[failure] ?? invalid) : proxy[failure];
}

/** The status that Gateway API demands for an HTTPRoute; null where it leaves the answer to the proxy. */
function demanded(failure: AnsweredFailure): string | null {
  if (isInvalidBackend(failure)) return invalid;
  return failure === 'no-endpoint' ? '503' : null;
}

const typical = ['envoy-gateway', 'nginx-gateway-fabric'] as const;

export function typicalHttpAnswers(failure: AnsweredFailure): readonly Answer[] {
  const status = demanded(failure);
  if (status !== null) return [{ controller: 'Gateway API', status }];
  return typical.map(id => ({ controller: presetOf(id).title, status: httpStatus(failure, id) }));
}

const unavailable = 'gRPC UNAVAILABLE';
const unimplemented = 'gRPC UNIMPLEMENTED';

/**
 * GRPCRoute demands UNAVAILABLE for an invalid backend. Clients read a proxy's 502, 503 and 504 as UNAVAILABLE, too,
 * and 404 as UNIMPLEMENTED:
 * https://github.com/grpc/grpc/blob/master/doc/http-grpc-status-mapping.md.
 */
export function grpcStatus(failure: AnsweredFailure, controller: ControllerId): string {
  switch (httpStatus(failure, controller)) {
    case '403':
      return 'gRPC PERMISSION_DENIED';
    case '404':
      return unimplemented;
    default:
      return unavailable;
  }
}

export const typicalGrpcAnswers = (failure: AnsweredFailure): readonly Answer[] => [
  { controller: 'Gateway API', status: failure === 'not-attached' ? unimplemented : unavailable },
];

/** A proxy of connections has no status of its own: it closes the connection, or waits where packets are dropped. */
export const connectionStatus = (failure: AnsweredFailure): string =>
  failure === 'dropped' || failure === 'timed-out' ? 'a timeout' : 'a closed connection';

export const typicalConnectionAnswers = (failure: AnsweredFailure): readonly Answer[] => [
  { controller: 'Gateway API', status: connectionStatus(failure) },
];
