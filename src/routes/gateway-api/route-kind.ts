import { grpcRoute as grpcKind } from '../../kube/kinds/grpc-route.ts';
import { httpRoute as httpKind } from '../../kube/kinds/http-route.ts';
import { tcpRoute as tcpKind } from '../../kube/kinds/tcp-route.ts';
import { tlsRoute as tlsKind } from '../../kube/kinds/tls-route.ts';
import { defineRouteKind } from '../route-kind.ts';
import { toRouteOf } from './adapter.ts';
import {
  connectionStatus,
  grpcStatus,
  httpStatus,
  typicalConnectionAnswers,
  typicalGrpcAnswers,
  typicalHttpAnswers,
} from './answers.ts';
import { gatewayRouteFaults } from './faults.ts';
import { unansweredRules } from './unanswered.ts';

const shared = { faults: gatewayRouteFaults, crossesNamespaces: true };

export const httpRoute = defineRouteKind(httpKind, {
  ...shared,
  toRoute: toRouteOf('HTTPRoute'),
  unanswered: unansweredRules,
  status: httpStatus,
  typicalAnswers: typicalHttpAnswers,
});

export const grpcRoute = defineRouteKind(grpcKind, {
  ...shared,
  toRoute: toRouteOf('GRPCRoute'),
  unanswered: unansweredRules,
  status: grpcStatus,
  typicalAnswers: typicalGrpcAnswers,
});

export const tlsRoute = defineRouteKind(tlsKind, {
  ...shared,
  toRoute: toRouteOf('TLSRoute'),
  status: connectionStatus,
  typicalAnswers: typicalConnectionAnswers,
});

export const tcpRoute = defineRouteKind(tcpKind, {
  ...shared,
  toRoute: toRouteOf('TCPRoute'),
  status: connectionStatus,
  typicalAnswers: typicalConnectionAnswers,
});
