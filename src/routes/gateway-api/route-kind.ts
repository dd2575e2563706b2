import { grpcRoute as grpcKind } from '../../kube/kinds/grpc-route.ts';
import { httpRoute as httpKind } from '../../kube/kinds/http-route.ts';
import { defineRouteKind } from '../route-kind.ts';
import { toRoute } from './adapter.ts';
import { grpcStatus, httpStatus, typicalGrpcAnswers, typicalHttpAnswers } from './answers.ts';
import { gatewayRouteFaults } from './faults.ts';
import { unansweredRules } from './unanswered.ts';

const shared = { toRoute, faults: gatewayRouteFaults, unanswered: unansweredRules, crossesNamespaces: true };

export const httpRoute = defineRouteKind(httpKind, {
  ...shared,
  status: httpStatus,
  typicalAnswers: typicalHttpAnswers,
});

export const grpcRoute = defineRouteKind(grpcKind, {
  ...shared,
  status: grpcStatus,
  typicalAnswers: typicalGrpcAnswers,
});
