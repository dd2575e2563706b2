import type { RuleScope, RuleSettings } from '../config/config.ts';
import type { Exposure } from '../graph/chain/chain.ts';
import { exposureOf } from '../graph/chain/exposure.ts';
import type { Subject } from '../graph/chain/subject.ts';
import type { Query } from '../graph/index/query.ts';
import { refKey } from '../kube/object.ts';
import { isTransient, isWorkload, isWorkloadKind, type Workload } from '../kube/workload.ts';
import { atMost, type Found, type Level } from '../rule.ts';

/** Where a subject stands: who leads to it, and how far a rule reaches there. */
export interface ExposureAndScope {
  readonly exposure: Exposure;
  readonly scope: RuleScope;
}

/**
 * What leads to a workload that is being created may come after it, so that nothing but the presence of a route is
 * known; and only what has a Service is served.
 */
export function exposureAndScopeOf(subject: Subject, scope: RuleScope, query: Query): ExposureAndScope {
  const exposure = exposureOf(subject, query);
  if (query.scope.incoming === null || (exposure !== 'none' && exposure !== 'served'))
    return { exposure, scope };
  const obj = workloadIn(subject);
  if (obj === null || isTransient(obj) || refKey(obj.ref) !== query.scope.incoming)
    return { exposure, scope };
  return { exposure: 'unknown', scope: scope === 'served' && exposure === 'none' ? 'routed' : scope };
}

function workloadIn(subject: Subject): Workload | null {
  switch (subject.kind) {
    case 'serving':
    case 'workload':
      return subject.workload;
    case 'object':
      return isWorkload(subject.obj) ? subject.obj : null;
    default:
      return null;
  }
}

/** Whether it only warns because no route was seen yet: the route that comes later is what is refused. */
export function awaitsRoute(
  subject: Subject,
  found: Found<unknown>,
  settings: RuleSettings,
  exposure: Exposure,
): boolean {
  if (exposure !== 'unknown' || settings.scope !== 'routed') return false;
  // An open end may be closed before a route comes, and what the API server refuses never gets a route.
  if ((found.end ?? 'closed') !== 'closed' || found.failure === 'rejected') return false;
  const { kind } = subject;
  if (kind === 'object' && subject.obj.ref.kind !== 'Service' && !isWorkloadKind(subject.obj.ref.kind))
    return false;
  return levelOf(found, settings.action, 'routed', settings.scope) === 'deny';
}

/** The least of the action, the case's own cap, what its certainty bears, and its exposure. */
export function levelOf(
  found: Pick<Found<unknown>, 'limit' | 'certainty' | 'selfContained'>,
  given: Level,
  exposure: Exposure,
  scope: RuleScope,
): Level {
  const capped = atMost(limited(given, found.limit), found.certainty === 'unknown' ? 'warn' : 'deny');
  switch (exposure) {
    case 'routed':
      return capped;
    case 'exposed':
    case 'served':
    case 'unknown':
      return scope === 'routed' ? stepDown(capped) : capped;
    case 'none':
      if (scope === 'all') return capped;
      return found.selfContained === true ? stepDown(capped) : 'off';
    default:
      return exposure satisfies never;
  }
}

function limited(action: Level, limit: Found<unknown>['limit']): Level {
  if (limit === undefined) return action;
  if (limit === 'never-patched') return action === 'patch' ? 'deny' : action;
  return atMost(action, limit);
}

/** One step where nothing is known to route there: a denial warns, a patch stays, a warning is only noted. */
function stepDown(level: Level): Level {
  switch (level) {
    case 'deny':
      return 'warn';
    case 'warn':
      return 'audit';
    case 'patch':
    case 'audit':
    case 'off':
      return level;
    default:
      return level satisfies never;
  }
}
