import { httpProxy as kind } from '../../kube/kinds/http-proxy.ts';
import { isInvalidBackend } from '../controllers/answers.ts';
import { presetOf } from '../controllers/candidates.ts';
import type { ControllerId } from '../controllers/ids.ts';
import type { AnsweredFailure } from '../failure.ts';
import { defineRouteKind } from '../route-kind.ts';
import { toRoute } from './adapter.ts';
import { httpProxyFaults } from './faults.ts';

/** Contour answers 503 for a route whose Services are all invalid: projectcontour/contour#3824. */
const status = (failure: AnsweredFailure, controller: ControllerId) =>
  isInvalidBackend(failure) ? '503' : presetOf(controller).answers.proxy[failure];

export const httpProxy = defineRouteKind(kind, {
  toRoute,
  faults: httpProxyFaults,
  status,
  typicalAnswers: failure => [{ controller: presetOf('contour').title, status: status(failure, 'contour') }],
  crossesNamespaces: false,
});
