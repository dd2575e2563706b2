import type { Door, Doors } from '../../config/namespace-modes.ts';
import type { Graph } from '../../graph/index/graph.ts';
import { createRecorder } from '../../graph/index/query.ts';
import type { Read } from '../../graph/index/read.ts';
import type { Judge } from '../../judge/evaluate.ts';
import { sameRef } from '../../kube/object.ts';
import { type Finding, identityOf } from '../../rule.ts';
import { apiReadsOf, type Depth } from '../live/api-reads.ts';
import type { Confirmation } from '../live/confirmation.ts';
import type { ApiRead } from '../live/reader.ts';
import { patchFor } from '../patch/patch.ts';
import { isRollback, revisionsOf } from '../patch/rollback.ts';
import { type Weighed, weigh } from './compare.ts';
import { type Court, judgeOf } from './context.ts';
import type { Pass } from './exclusions.ts';
import type { Request } from './request.ts';

/** One round: the request, and what is known at its moment. */
export interface Context {
  readonly request: Request;
  readonly court: Court;
  readonly graph: Graph;
  readonly doors: Doors;
  readonly faults: readonly string[];
  readonly pass: Pass | null;
  readonly live: Confirmation | null;
  /** What it rests on could not all be confirmed, for these reasons. */
  readonly unconfirmed: readonly string[];
}

/** The request as each door's policy weighs it, on the graph of one moment. */
export interface Heard {
  readonly byDoor: ReadonlyMap<Door, Weighed>;
  readonly reads: readonly Read[];
}

/** Null where every door is closed. With `records` it notes all that was looked at. */
export function hear({ request, court, graph, doors, live }: Context, records: boolean): Heard | null {
  const recorder = records ? createRecorder() : null;
  const byDoor = new Map<Door, Weighed>();
  const rollback = live !== null && bringsBack(request, live);
  for (const door of new Set([doors.enforce, doors.warn, doors.audit])) {
    if (door === 'off') continue;
    const judge = judgeOf(door, court);
    byDoor.set(
      door,
      weigh(request, graph, judge, {
        ...(recorder === null ? {} : { recorder }),
        rollback,
        blockedOf: findings => (rollback ? none : blockedIn(findings, request, graph, judge)),
      }),
    );
  }
  return byDoor.size === 0 ? null : { byDoor, reads: recorder?.reads() ?? [] };
}

function bringsBack(request: Request, live: Confirmation): boolean {
  const revisions = revisionsOf(request);
  return revisions !== null && isRollback(request, live.answer(revisions));
}

const none: ReadonlySet<Finding> = new Set();

function blockedIn(
  findings: readonly Finding[],
  request: Request,
  graph: Graph,
  judge: Judge,
): ReadonlySet<Finding> {
  if (!findings.some(({ level }) => level === 'patch')) return none;
  const blocked = new Set(patchFor(request, graph, judge).blocked.map(identityOf));
  // Where no route leads a denial is a warning, and so is a patch that is not to be had.
  return new Set(
    findings.filter(finding => finding.exposure === 'routed' && blocked.has(identityOf(finding))),
  );
}

/**
 * How much of it is to be confirmed; null for nothing. A write that creates is judged on live reads from the start,
 * since a release writes faster than a watch delivers; one that updates only before it is refused for something that
 * other objects say. Nothing is read to word an audit.
 */
export function depthOf(heard: Heard, { request, doors, pass }: Context): Depth | null {
  if (pass !== null || (doors.enforce === 'off' && doors.warn === 'off')) return null;
  if (refusalsIn(heard, doors.enforce).some(finding => !liesInItself(finding, request))) return 'all';
  return request.operation === 'CREATE' ? 'release' : null;
}

export function wantedReads(heard: Heard, depth: Depth, { request, graph }: Context): readonly ApiRead[] {
  const reads = heard.reads
    .flatMap(read => apiReadsOf(read, depth, graph))
    .filter(read => !isOf(request, read));
  return depth === 'all' ? [...reads, ...ownReads(request)] : reads;
}

/** The object that is written is known from the request. */
const isOf = ({ object }: Request, read: ApiRead) => 'get' in read && sameRef(read.get, object.ref);

/** Its Namespace, whose labels may have opened a door, and the templates that it had. */
function ownReads(request: Request): readonly ApiRead[] {
  const { namespace } = request.object.ref;
  const revisions = revisionsOf(request);
  return [
    ...(namespace === null
      ? []
      : [{ get: { group: '', kind: 'Namespace', namespace: null, name: namespace } }]),
    ...(revisions === null ? [] : [revisions]),
  ];
}

export const refusalsIn = ({ byDoor }: Heard, door: Door): readonly Finding[] =>
  (byDoor.get(door)?.rulings ?? []).filter(({ refuses }) => refuses).map(({ finding }) => finding);

/** Nothing that another object says could change it. */
export function liesInItself({ evidence, routes }: Finding, { object }: Request): boolean {
  return (
    evidence.every(({ ref }) => sameRef(ref, object.ref)) && routes.every(route => sameRef(route, object.ref))
  );
}
