import { isInvalidBackend } from '../controllers/answers.ts';
import { presetOf } from '../controllers/candidates.ts';
import type { ControllerId } from '../controllers/ids.ts';
import type { AnsweredFailure } from '../failure.ts';
import type { Answer } from '../route-kind.ts';

export function status(failure: AnsweredFailure, controller: ControllerId): string {
  const { ingress, proxy } = presetOf(controller).answers;
  return isInvalidBackend(failure) ? ingress[failure] : (ingress[failure] ?? proxy[failure]);
}

/** A controller for each proxy program. */
const typical = ['ingress-nginx', 'haproxy', 'traefik', 'contour'] as const;

export const typicalAnswers = (failure: AnsweredFailure): readonly Answer[] =>
  typical.map(id => ({ controller: presetOf(id).title, status: status(failure, id) }));
