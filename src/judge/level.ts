import type { RuleScope, RuleSettings } from '../config/config.ts';
import type { Exposure } from '../graph/chain/chain.ts';
import { exposureOf } from '../graph/chain/exposure.ts';
import type { Subject } from '../graph/chain/subject.ts';
import type { Query } from '../graph/index/query.ts';
import { refKey } from '../kube/object.ts';
import { isTransient, isWorkload, isWorkloadKind, type Workload } from '../kube/workload.ts';
import { atMost, type Found, type Level } from '../rule.ts';

/** The exposure of a subject, and the scope of the rules. */
export interface ExposureAndScope {
  readonly exposure: Exposure;
  readonly scope: RuleScope;
}

/**
 * Services and routes to a workload that is being created may come later, so only the presence of a route is known; and
 * a workload without a Service is not served.
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

/** Whether the finding only warns because no route was seen yet: the later route will be refused. */
export function awaitsRoute(
  subject: Subject,
  found: Found<unknown>,
  settings: RuleSettings,
  exposure: Exposure,
): boolean {
  if (exposure !== 'unknown' || settings.scope !== 'routed') return false;
  // An open end may be closed before a route comes, and an object that the API server refuses never gets a route.
  if ((found.end ?? 'closed') !== 'closed' || found.failure === 'rejected') return false;
  const { kind } = subject;
  if (kind === 'object' && subject.obj.ref.kind !== 'Service' && !isWorkloadKind(subject.obj.ref.kind))
    return false;
  return levelOf(found, settings.action, 'routed', settings.scope) === 'deny';
}

/** The least of the config's action, the limit of the case, and the levels that certainty and exposure permit. */
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

/** One step down where no route is known: a denial becomes a warning, a patch stays, a warning is only noted. */
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
